// A name that breaks, where it must, behind the marks between its words. It is selected and copied as one piece.
import { part, tags } from '../dom.js';

const { wbr } = tags;

export const Name = part(function Name({ name }) {
  return name.split(/(?<=[-_.])/).flatMap((piece, i) => (i === 0 ? [piece] : [wbr(), piece]));
});
