//! Work shared out to threads, with results in the order of the work.
//!
//! Which thread takes which task is left to chance; the results are put back into the order of the tasks, so nothing
//! that comes after can tell how many threads there were.

use std::sync::atomic::{AtomicUsize, Ordering};

/// As many threads as the machine runs at once.
#[must_use]
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Runs tasks `0..tasks` on `threads` threads and returns their results in the order of the tasks.
///
/// `prepare` makes what one thread keeps between its tasks (a cache, a buffer).
pub fn in_order<Kept, Output: Send>(
    threads: usize,
    tasks: usize,
    prepare: impl Fn() -> Kept + Sync,
    run: impl Fn(&mut Kept, usize) -> Output + Sync,
) -> Vec<Output> {
    if threads <= 1 || tasks <= 1 {
        let mut kept = prepare();
        return (0..tasks).map(|task| run(&mut kept, task)).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut kept = prepare();
        let mut done = Vec::new();
        loop {
            let task = next.fetch_add(1, Ordering::Relaxed);
            if task >= tasks {
                return done;
            }
            done.push((task, run(&mut kept, task)));
        }
    };
    let mut all: Vec<(usize, Output)> = Vec::with_capacity(tasks);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.min(tasks)).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            match worker.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    all.sort_unstable_by_key(|(task, _)| *task);
    all.into_iter().map(|(_, output)| output).collect()
}

/// `0..length` cut into pieces of at most `size`.
pub fn pieces(length: usize, size: usize) -> Vec<std::ops::Range<usize>> {
    (0..length)
        .step_by(size.max(1))
        .map(|start| start..(start + size.max(1)).min(length))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_tasks() {
        for threads in [1, 2, 5] {
            let squares = in_order(threads, 100, || (), |(), task| task * task);
            assert_eq!(squares, (0..100).map(|task| task * task).collect::<Vec<_>>());
        }
        assert_eq!(pieces(5, 2), vec![0..2, 2..4, 4..5]);
        assert!(pieces(0, 2).is_empty());
    }
}
