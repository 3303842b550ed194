// Names and values, one below the other, and the large numbers at the top of a page.
import { part, tags } from '../dom.js';
import { count } from '../number.js';

const { dd, div, dl, dt } = tags;

/** facts: [name, value, hint] each, the hint if there is one. */
export const Facts = part(function Facts({ facts }) {
  return dl(
    { class: 'facts' },
    facts.filter(Boolean).map(([name, value, hint]) => div(dt(name), dd(value, hint && div({ class: 'fine' }, hint)))),
  );
});

/** explained: with words below the numbers, also on a phone. */
export const Tiles = part(function Tiles({ explained, children }) {
  return dl({ class: explained ? 'tiles explained' : 'tiles' }, children);
});

/** value: a number, or what is shown instead; nothing yet when it is undefined. about: what it is, below it; hint: on hovering, or below it on a phone if the tiles are explained. */
export const Tile = part(function Tile({ label, value, about, hint }) {
  return div(
    { class: 'tile', title: hint },
    dt(label),
    dd(value === undefined ? '–' : typeof value === 'number' ? count(value) : value),
    about && dd({ class: 'fine' }, about),
    hint && dd({ class: 'fine on-a-phone' }, hint),
  );
});
