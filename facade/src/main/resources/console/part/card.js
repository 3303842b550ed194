// A part of a page with a heading of its own.
import { part, tags, useId } from '../dom.js';

const { div, h2, header, section } = tags;

export const Card = part(function Card({ title, action, children }) {
  const id = useId();
  return section(
    { class: 'card', 'aria-labelledby': id },
    header(h2({ id }, title), action && div({ class: 'actions' }, action)),
    children,
  );
});
