/** Tests of `fifo.c`, and what each shows. */
export const SENTENCES: Readonly<Record<string, string>> = {
  fills: 'gives out what was posted in order, says full at the right slot, and goes on when laps wrap',
  judges_sizes: 'has a power of two of slots, 2 to 2048',
  refuses: 'refuses what is too long, and takes what is empty',
  skips_the_dead: 'skips what the dead have claimed, and tells a writer that was taken for dead',
  rings_behind_claims: 'rings a reader that sleeps on a slot that was claimed and not filled',
  closes_holes: 'finds what was posted behind a free slot, asleep and awake',
  keeps_order_over_holes: 'keeps the order of a writer that has posted behind a free slot',
  grants_in_order: 'gives room to those who wait for it in their order, past who gave up and who died',
  revokes: 'takes room back from who does not come for it',
  keeps_deadlines: 'gives up at the deadline, and not before',
  crowds: 'loses nothing and keeps the order of each writer when many write, sleep and give up',
};
