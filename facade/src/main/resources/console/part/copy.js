// A button that copies a text.
import { part, tags, useState } from '../dom.js';
import { t } from '../text.js';

const { button, pre, div } = tags;

async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // On plain HTTP from another host there is no clipboard but the old way to it.
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'off-screen';
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

export const Copy = part(function Copy({ text, label }) {
  const [done, setDone] = useState(false);
  async function click() {
    await copy(text);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  }
  return button(
    { type: 'button', class: 'copy', onClick: click, 'aria-label': label ?? t('copy.this', { text: short(text) }) },
    done ? t('copied') : t('copy'),
  );
});

const short = (text) => (text.length > 30 ? `${text.slice(0, 30)}…` : text);

/** Lines to copy, such as a command. */
export const Code = part(function Code({ text, label }) {
  return div({ class: 'code' }, pre({ tabIndex: 0, role: 'group', 'aria-label': label }, text), Copy({ text, label: t('copy') }));
});
