// A button that keeps the focus while it is busy. A disabled one loses it, and whoever works by keyboard with it.
import { part, tags } from '../dom.js';

const { button } = tags;

/** As a button; while it is busy, or there is nothing for it to do, it does nothing. */
export const BusyButton = part(function BusyButton({ busy, children, ...attributes }) {
  return button(busy ? { ...attributes, 'aria-disabled': 'true', onClick: (event) => event.preventDefault() } : attributes, children);
});
