// How large a text is, and by how much it is too large: said while it is typed.
import { over } from '../check.js';
import { part, tags } from '../dom.js';
import { bytes, utf8Length } from '../number.js';
import { t } from '../text.js';

const { span } = tags;

/** most: bytes, or undefined where the page does not know it. */
export const Size = part(function Size({ text, most }) {
  const size = utf8Length(text);
  if (most === undefined) {
    return bytes(size);
  }
  return size > most
    ? span({ class: 'too-much' }, t('size.over', { n: over(text, most), most: bytes(most) }))
    : t('size.of', { size: bytes(size), most: bytes(most) });
});
