//! Which cells are published or closed together, and in which order they are worked on.
//!
//! A *block* is what one area shows of one detail: its totals, its counts by sex, its counts by age. Blocks are ranked: first
//! the totals, from the country down, then each further detail, from the country down. What is shown of one rank is never
//! withheld for the sake of a later one.

use std::collections::{BTreeMap, BTreeSet};

use super::Areas;

/// One area's cells of one detail.
#[derive(Debug)]
struct Block {
    /// `None` for what speaks of no area.
    area: Option<u32>,
    detail: u32,
    rank: u32,
    cells: Vec<u32>,
}

/// The blocks of one part of a table.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    of_cell: Vec<u32>,
    blocks: Vec<Block>,
    /// Area → the areas directly in it; those around all others lie in `None`.
    within: BTreeMap<Option<u32>, BTreeSet<u32>>,
    around: BTreeMap<u32, Option<u32>>,
    of_area: BTreeMap<Option<u32>, Vec<u32>>,
    ranks: u32,
}

/// The area and the detail of a cell.
pub(super) type Home = (Option<u32>, u32);

impl Blocks {
    /// From the home of each cell.
    pub(super) fn new(homes: &[Home], areas: &Areas) -> Self {
        let mut blocks = Self::default();
        let mut numbers: BTreeMap<(u32, usize, Option<u32>), Vec<u32>> = BTreeMap::new();
        for (cell, (area, detail)) in (0_u32..).zip(homes) {
            numbers
                .entry((*detail, areas.depth(*area), *area))
                .or_default()
                .push(cell);
        }
        let used: BTreeSet<u32> = homes.iter().filter_map(|(area, _)| *area).collect();
        blocks.of_cell = vec![0; homes.len()];
        let mut last = None;
        for ((detail, depth, area), cells) in numbers {
            if last.is_some_and(|last| last != (detail, depth)) {
                blocks.ranks += 1;
            }
            last = Some((detail, depth));
            let number = u32::try_from(blocks.blocks.len()).unwrap_or(u32::MAX);
            for cell in &cells {
                if let Some(place) = blocks.of_cell.get_mut(*cell as usize) {
                    *place = number;
                }
            }
            blocks.of_area.entry(area).or_default().push(number);
            blocks.blocks.push(Block {
                area,
                detail,
                rank: blocks.ranks,
                cells,
            });
        }
        blocks.ranks += u32::from(!blocks.blocks.is_empty());
        for area in &used {
            let around = areas.around(*area).find(|around| used.contains(around));
            blocks.within.entry(around).or_default().insert(*area);
            blocks.around.insert(*area, around);
        }
        blocks
    }

    pub(super) fn ranks(&self) -> u32 {
        self.ranks
    }

    pub(super) fn of(&self, cell: u32) -> u32 {
        self.of_cell.get(cell as usize).copied().unwrap_or_default()
    }

    pub(super) fn rank_of(&self, cell: u32) -> u32 {
        self.block(self.of(cell)).map_or(0, |block| block.rank)
    }

    pub(super) fn cells(&self, block: u32) -> &[u32] {
        self.block(block)
            .map(|block| block.cells.as_slice())
            .unwrap_or_default()
    }

    pub(super) fn at_rank(&self, rank: u32) -> impl Iterator<Item = u32> {
        let blocks = (0_u32..).zip(&self.blocks);
        blocks
            .filter(move |(_, block)| block.rank == rank)
            .map(|(number, _)| number)
    }

    /// The blocks of the same detail of the areas that lie in the same one.
    pub(super) fn beside(&self, block: u32) -> Vec<u32> {
        let Some(own) = self.block(block) else {
            return Vec::new();
        };
        let around = own.area.and_then(|area| self.around.get(&area).copied().flatten());
        let areas = self.within.get(&around).into_iter().flatten();
        areas
            .filter(|area| Some(**area) != own.area)
            .flat_map(|area| self.of_area.get(&Some(*area)).into_iter().flatten().copied())
            .filter(|other| self.block(*other).is_some_and(|other| other.detail == own.detail))
            .collect()
    }

    /// The blocks of the same detail of the areas around, each with those beside it, the nearest first.
    pub(super) fn outwards(&self, block: u32) -> Vec<Vec<u32>> {
        let mut steps = Vec::new();
        let mut next = self.above(block);
        while let Some(above) = next {
            let mut step = vec![above];
            step.extend(self.beside(above));
            steps.push(step);
            next = self.above(above);
        }
        steps
    }

    /// The block of the same detail of the area around.
    fn above(&self, block: u32) -> Option<u32> {
        let own = self.block(block)?;
        let around = self.around.get(&own.area?).copied().flatten()?;
        self.of_detail(Some(around), own.detail)
    }

    /// The block of the totals of the same area.
    pub(super) fn totals(&self, block: u32) -> Option<u32> {
        self.of_detail(self.block(block)?.area, 0)
    }

    fn of_detail(&self, area: Option<u32>, detail: u32) -> Option<u32> {
        let blocks = self.of_area.get(&area)?.iter().copied();
        blocks
            .into_iter()
            .find(|other| self.block(*other).is_some_and(|other| other.detail == detail))
    }

    /// A block with those that would tell of it: of the areas within, and of every detail if it holds the totals.
    pub(super) fn closure(&self, block: u32) -> Vec<u32> {
        let Some(own) = self.block(block) else {
            return Vec::new();
        };
        let mut waiting = vec![own.area];
        let mut found = Vec::new();
        while let Some(area) = waiting.pop() {
            let blocks = self.of_area.get(&area).into_iter().flatten().copied();
            found.extend(
                blocks.filter(|other| {
                    own.detail == 0 || self.block(*other).is_some_and(|other| other.detail == own.detail)
                }),
            );
            if let Some(area) = area {
                waiting.extend(
                    self.within
                        .get(&Some(area))
                        .into_iter()
                        .flatten()
                        .map(|area| Some(*area)),
                );
            }
        }
        found
    }

    fn block(&self, block: u32) -> Option<&Block> {
        self.blocks.get(block as usize)
    }
}

impl Areas {
    /// The areas around one, the nearest first.
    fn around(&self, area: u32) -> impl Iterator<Item = u32> {
        // No real hierarchy is deeper; areas that lie in each other are followed no further.
        const DEEPEST: usize = 12;
        let next = |area: &u32| self.parent.get(*area as usize).copied().flatten();
        std::iter::successors(next(&area), next).take(DEEPEST)
    }

    /// How many areas lie around one.
    fn depth(&self, area: Option<u32>) -> usize {
        area.map_or(0, |area| self.around(area).count())
    }

    /// Where a cell belongs.
    pub(super) fn home(&self, cell: usize) -> Home {
        let area = self.of_cell.get(cell).copied().flatten();
        (area, self.detail.get(cell).copied().unwrap_or(0))
    }

    /// The home that matters more: of less detail, then of the greater area.
    pub(super) fn more_important(&self, one: Home, other: Home) -> Home {
        let rank = |(area, detail): Home| (detail, self.depth(area), area);
        if rank(other) < rank(one) { other } else { one }
    }
}
