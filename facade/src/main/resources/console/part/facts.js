// Names and values, one below the other, and the large numbers at the top of a page.
import { part, tags } from '../dom.js';
import { count } from '../number.js';

const { dd, div, dl, dt } = tags;

/** facts: [name, value] pairs. */
export const Facts = part(function Facts({ facts }) {
  return dl(
    { class: 'facts' },
    facts.filter(Boolean).map(([name, value]) => div(dt(name), dd(value))),
  );
});

export const Tiles = part(function Tiles({ children }) {
  return dl({ class: 'tiles' }, children);
});

/** value: a number, or what is shown instead; nothing yet when it is undefined. */
export const Tile = part(function Tile({ label, value, kind, hint }) {
  return div(
    { class: `tile ${kind ?? ''}`, title: hint },
    dt(label),
    dd(value === undefined ? '–' : typeof value === 'number' ? count(value) : value),
  );
});
