// Elements as functions: div({ class: 'row' }, 'text', span('more')). Text stays text, whoever wrote it.
const { h, render } = window.preact;
export const { useState, useEffect, useLayoutEffect, useRef, useMemo, useId } = window.preactHooks;
export { render };

const isProps = (value) => value !== null && typeof value === 'object' && value.constructor === Object;

/** A component, or the name of an element, as a function of its properties, if any, and its children. */
export const part = (type) => (first, ...children) =>
  isProps(first) ? h(type, first, ...children) : h(type, null, first, ...children);

export const tags = new Proxy({}, { get: (_, name) => part(name) });
