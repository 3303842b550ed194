// A button that copies a text, or selects it where the browser does not let it be copied.
import { part, tags, useEffect, useRef, useState } from '../dom.js';
import { t } from '../text.js';

const { button, div, pre, span, textarea } = tags;

const DONE_MS = 1500;

/** Whether the browser has done it. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyAsBefore(text);
  }
}

/** On plain HTTP from another host there is no clipboard but the old way to it. */
function copyAsBefore(text) {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'off-screen';
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
    focused?.focus();
  }
}

export const Copy = part(function Copy({ text, label }) {
  const [state, setState] = useState('');
  useEffect(() => {
    const timer = state === 'done' ? setTimeout(() => setState(''), DONE_MS) : 0;
    return () => clearTimeout(timer);
  }, [state]);
  const click = async () => setState((await copy(text)) ? 'done' : 'failed');
  return [
    button(
      { type: 'button', class: 'copy', onClick: click, 'aria-label': label ?? t('copy.this', { text: short(text) }) },
      state === 'done' ? t('copied') : t('copy'),
    ),
    state === 'failed' && Selected({ text }),
  ];
});

const short = (text) => (text.length > 30 ? `${text.slice(0, 30)}…` : text);

const Selected = part(function Selected({ text }) {
  const element = useRef(null);
  useEffect(() => element.current.select(), []);
  return span(
    { class: 'by-hand' },
    span({ class: 'fine', role: 'status' }, t('copy.failed')),
    textarea({ ref: element, class: 'mono', readOnly: true, rows: 2, value: text, 'aria-label': t('copy.failed') }),
  );
});

/** Lines to copy, such as a command. */
export const Code = part(function Code({ text, label }) {
  return div({ class: 'code' }, pre({ tabIndex: 0, role: 'group', 'aria-label': label }, text), Copy({ text, label: t('copy') }));
});
