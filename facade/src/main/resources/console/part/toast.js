// Says shortly that something was done.
import { part, tags } from '../dom.js';
import { store, useStore } from '../store.js';

const { div } = tags;

const SHOWN_MS = 4000;
const said = store(null);
let timer = 0;

export function toast(text) {
  clearTimeout(timer);
  said.set(text);
  timer = setTimeout(() => said.set(null), SHOWN_MS);
}

export const Toast = part(function Toast() {
  const text = useStore(said);
  return div({ class: text ? 'toast shown' : 'toast', role: 'status', 'aria-live': 'polite' }, text);
});
