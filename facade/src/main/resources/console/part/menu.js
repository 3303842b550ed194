// A button that opens a few more.
import { part, tags, useEffect, useRef } from '../dom.js';

const { button, details, div, summary } = tags;

/** items: { label, action, danger }. */
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
  return details(
    { class: 'menu', ref: element },
    summary({ 'aria-label': label }, '⋯'),
    div(
      items.map((item) =>
        button({ type: 'button', class: item.danger ? 'danger-text' : '', onClick: () => choose(item.action) }, item.label),
      ),
    ),
  );
});
