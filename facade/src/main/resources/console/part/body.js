// A message's body, whatever its sender wrote: text as text, with what cannot be seen made visible.
import { part, tags, useMemo, useState } from '../dom.js';
import { indented } from '../json.js';
import { bytes, utf8Length } from '../number.js';
import { t } from '../text.js';
import { Copy } from './copy.js';

const { bdi, button, div, p, pre } = tags;

/** Characters of a text, or bytes in hex, that are shown first, after a click, and after another one. */
const STEPS = [2000, 64 * 1024, Infinity];

/** Controls, and marks that turn the direction of what follows. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** So many marks of a text are shown apart from it. */
const MARKS = 500;

/** With a group, by which a text is split at them. */
const AT_UNSEEN = new RegExp(`(${UNSEEN.source})`);

/** A text with each of them in a direction of its own: amid text from right to left it would be torn. */
export const Marked = part(function Marked({ text }) {
  const pieces = useMemo(() => text.split(AT_UNSEEN), [text]);
  return pieces.length > 2 * MARKS ? seen(text) : pieces.map((piece, i) => (i % 2 === 1 ? bdi({ dir: 'ltr', class: 'unseen' }, seen(piece)) : piece));
});

export const seen = (text) => text.replace(UNSEEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The bytes as a hex editor shows them, sixteen a line. */
function hex(octets) {
  const lines = [];
  for (let i = 0; i < octets.length; i += 16) {
    const line = Array.from(octets.subarray(i, i + 16));
    const digits = line.map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
    const text = line.map((octet) => (octet >= 32 && octet < 127 ? String.fromCharCode(octet) : '.')).join('');
    lines.push(`${i.toString(16).padStart(6, '0')}  ${digits.padEnd(47)}  ${text}`);
  }
  return lines.join('\n');
}

const decoded = (base64) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));

/** text, and base64 for a body that is no UTF-8. */
export const Body = part(function Body({ text, base64 }) {
  const [step, setStep] = useState(0);
  const [form, setForm] = useState(base64 ? 'hex' : 'text');
  const octets = useMemo(() => (base64 ? decoded(base64) : null), [base64]);
  const size = useMemo(() => (octets ? octets.length : utf8Length(text)), [text, octets]);
  const pretty = useMemo(() => (octets ? null : indented(text)), [text, octets]);
  const shown = form === 'json' && !pretty ? 'text' : form;
  const [beginning, cut] = useMemo(() => {
    const all = { text: () => text, json: () => pretty, hex: () => octets ?? new TextEncoder().encode(text) }[shown]();
    const some = all.slice(0, STEPS[step]);
    return [shown === 'hex' ? hex(some) : some, some.length < all.length];
  }, [shown, step, text, octets, pretty]);
  const forms = [!octets && 'text', pretty && 'json', 'hex'].filter(Boolean);
  return div(
    { class: 'body' },
    pre({ dir: shown === 'hex' ? 'ltr' : 'auto', tabIndex: 0, role: 'group', 'aria-label': t('message.body') }, Marked({ text: beginning })),
    p(
      { class: 'fine' },
      bytes(size),
      !octets && text.trim() === '' && ` · ${t('body.blank')}`,
      octets ? ` · ${t('body.binary')}` : [' · ', Copy({ text, label: t('body.copy') })],
      forms.length > 1 && [
        ' · ',
        forms.map((one) => [
          button({ type: 'button', class: 'link form', 'aria-pressed': String(one === shown), onClick: () => setForm(one) }, t(`body.${one}`)),
          ' ',
        ]),
      ],
      cut && [' · ', t('body.beginning'), ' ', button({ type: 'button', class: 'link', onClick: () => setStep(step + 1) }, t(step === 0 ? 'body.more' : 'body.all'))],
    ),
  );
});
