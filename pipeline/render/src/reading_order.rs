//! Makes the words of a PDF readable by programs: search, copying, screen readers, `pdftotext`.
//!
//! A PDF says what a group of glyphs spells (its `ActualText`), and readers take the end of the group's last glyph for
//! the end of the group. In Bangla the last glyph is often a mark (the ু of ভু, the reph of র্দি) that the font sets back
//! over its consonant, so that readers see a gap behind it and find two words in one: "ভু মিকা". Such a group gets one more
//! glyph, which has no width and no ink and stands where the group ends. What is printed stays the same, dot for dot.

use typst_layout::{Page, PagedDocument};
use typst_library::layout::{Em, Frame, FrameItem};
use typst_library::model::Document;
use typst_library::text::{Glyph, TextItem};

/// How far a group may seem to end from where it ends, in ems; readers see a gap from a tenth of an em.
const TOLERANCE: f64 = 0.02;

/// Letters that may have neither width nor ink. Some fonts draw the joiners, so each is looked at.
const INVISIBLE_LETTERS: [char; 3] = ['\u{200B}', '\u{200C}', '\u{200D}'];

/// The same pages, on which every group of glyphs ends where readers take it to end.
#[must_use]
pub(crate) fn with_closed_groups(document: &PagedDocument) -> PagedDocument {
    let mut pages: Vec<Page> = document.pages().to_vec();
    for page in &mut pages {
        close_groups(&mut page.frame);
    }
    PagedDocument::new(pages.into_iter().collect(), document.info().clone())
}

fn close_groups(frame: &mut Frame) {
    frame.retain(|item| {
        match item {
            FrameItem::Group(group) => close_groups(&mut group.frame),
            FrameItem::Text(text) => close_text(text),
            _ => {}
        }
        true
    });
}

fn close_text(text: &mut TextItem) {
    let ends_apart = |glyph: &Glyph| {
        let own_width = text.font.x_advance(glyph.id).unwrap_or(glyph.x_advance);
        (glyph.x_offset + own_width - glyph.x_advance).get().abs() > TOLERANCE
    };
    let invisible = |letter: &char| {
        let glyph = text.font.ttf().glyph_index(*letter)?;
        let without_ink = text.font.ttf().glyph_bounding_box(glyph).is_none();
        (without_ink && text.font.x_advance(glyph.0)? == Em::zero()).then_some(glyph.0)
    };
    if !text.glyphs.iter().any(ends_apart) {
        return;
    }
    let Some(invisible) = INVISIBLE_LETTERS.iter().find_map(invisible) else {
        return;
    };
    let mut closed = Vec::with_capacity(text.glyphs.len() + 4);
    let mut glyphs = text.glyphs.iter().peekable();
    let mut group_length = 0;
    while let Some(glyph) = glyphs.next() {
        closed.push(glyph.clone());
        group_length += 1;
        if glyphs.peek().is_some_and(|next| next.range == glyph.range) {
            continue;
        }
        // A glyph alone is no group: it is read by itself, and needs no end.
        if group_length > 1 && ends_apart(glyph) {
            closed.push(Glyph {
                id: invisible,
                x_advance: Em::zero(),
                x_offset: Em::zero(),
                y_advance: Em::zero(),
                y_offset: Em::zero(),
                range: glyph.range.clone(),
                span: glyph.span,
            });
        }
        group_length = 0;
    }
    text.glyphs = closed;
}
