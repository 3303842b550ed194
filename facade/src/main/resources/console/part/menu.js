// A button that opens a few more. The arrow keys go from one to the next.
import { part, tags, useEffect, useRef } from '../dom.js';

const { button, details, div, summary } = tags;

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/** items: { label, action, danger, disabled, title }. */
export const Menu = part(function Menu({ label, items }) {
  const element = useRef(null);
  useEffect(() => {
    const close = (event) => {
      const away = event.type === 'keydown' ? event.key === 'Escape' : !element.current?.contains(event.target);
      if (away && element.current?.open) {
        element.current.open = false;
        if (event.type === 'keydown') {
          element.current.querySelector('summary').focus();
        }
      }
    };
    document.addEventListener('click', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('click', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  function choose(action) {
    element.current.open = false;
    element.current.querySelector('summary').focus();
    action();
  }
  function step(event) {
    const by = STEPS[event.key];
    if (by === undefined) {
      return;
    }
    event.preventDefault();
    element.current.open = true;
    const all = [...element.current.querySelectorAll('button:not(:disabled)')];
    // From the button that opens it: -1 goes to the last one.
    const from = all.indexOf(document.activeElement);
    const to = from < 0 && by < 0 ? (by === -1 ? all.length - 1 : 0) : from + by;
    all[Math.min(Math.max(to, 0), all.length - 1)]?.focus();
  }
  return details(
    { class: 'menu', ref: element, onKeyDown: step },
    summary({ 'aria-label': label }, '⋯'),
    div(
      items.map(({ danger, action, ...item }) =>
        button({ type: 'button', class: danger ? 'danger-text' : '', disabled: item.disabled, title: item.title, onClick: () => choose(action) }, item.label),
      ),
    ),
  );
});
