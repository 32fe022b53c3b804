/** Characters of a file in which the banner stands: it opens the file, below the protocol's doc. */
const HEAD = 8192;

/** Whether a file says that we wrote it. Only such files are ever overwritten or removed. */
export function hasBanner(text: string): boolean {
  // Long schema paths wrap inside the comment.
  const head = text.slice(0, HEAD).replace(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' ');
  return /Generated (?:by sluice )?from .{1,1000}?`sluice generate`/.test(head) && /do not edit/i.test(head);
}
