// A message's body, whatever its sender wrote: text as text, with what cannot be seen made visible.
import { part, tags, useState } from '../dom.js';
import { bytes, utf8Length } from '../number.js';
import { t } from '../text.js';

const { button, div, p, pre } = tags;

const BEGINNING = 2000;

/** Controls, and marks that turn the direction of what follows. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

const seen = (text) => text.replace(UNSEEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The bytes as a hex editor shows them, sixteen a line. */
function hex(base64) {
  const octets = Array.from(atob(base64), (one) => one.charCodeAt(0));
  const lines = [];
  for (let i = 0; i < octets.length; i += 16) {
    const line = octets.slice(i, i + 16);
    const digits = line.map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
    const text = line.map((octet) => (octet >= 32 && octet < 127 ? String.fromCharCode(octet) : '.')).join('');
    lines.push(`${i.toString(16).padStart(6, '0')}  ${digits.padEnd(47)}  ${text}`);
  }
  return lines.join('\n');
}

/** text, and base64 for a body that is no UTF-8. */
export const Body = part(function Body({ text, base64 }) {
  const [whole, setWhole] = useState(false);
  const all = base64 ? hex(base64) : seen(text);
  const cut = !whole && all.length > BEGINNING;
  const size = base64 ? atob(base64).length : utf8Length(text);
  return div(
    { class: 'body' },
    pre({ dir: base64 ? 'ltr' : 'auto', tabIndex: 0, role: 'group', 'aria-label': t('message.body') }, cut ? all.slice(0, BEGINNING) : all),
    p(
      { class: 'fine' },
      bytes(size),
      base64 && ` · ${t('body.binary')}`,
      cut && [' · ', t('body.beginning'), ' ', button({ type: 'button', class: 'link', onClick: () => setWhole(true) }, t('body.all'))],
    ),
  );
});
