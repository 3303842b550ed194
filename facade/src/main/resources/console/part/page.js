// The head of a page: where it is, its title, what can be done there.
import { part, tags, useEffect, useRef } from '../dom.js';
import { href } from '../router.js';
import { Empty } from './load.js';
import { Name } from './name.js';
import { t } from '../text.js';

const { a, div, h1, header, nav, p } = tags;

/** above: { label, to } of the page that this one belongs to. */
export const PageHead = part(function PageHead({ title, above, children }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${title} · cmq-kafka`;
  }, [title]);
  useEffect(() => heading.current.focus({ preventScroll: true }), []);
  return header(
    { class: 'page-head' },
    div(
      above && nav({ 'aria-label': t('you.are.here') }, a({ href: href(...above.to), class: 'above' }, `‹ ${above.label}`)),
      h1({ ref: heading, tabIndex: -1 }, Name({ name: title })),
    ),
    div({ class: 'actions' }, children),
  );
});

/**
 * The page of something that is not there.
 *
 * @param said that it is not
 * @param wasThere whether it was, until now
 */
export const NoSuch = part(function NoSuch({ title, above, said, wasThere }) {
  return [
    PageHead({ title, above }),
    Empty({ title: said }, p(t(wasThere ? 'no.such.meanwhile' : 'no.such.about')), a({ href: href(...above.to), class: 'button primary' }, above.label)),
  ];
});

/** Parts of a page, each with an address of its own: tabs of [name, label]. */
export const Tabs = part(function Tabs({ base, tabs, current }) {
  const element = useRef(null);
  useEffect(() => {
    // On a phone the row is wider than the page.
    element.current.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [current]);
  return nav(
    { ref: element, class: 'tabs', 'aria-label': t('parts') },
    tabs.map(([name, label]) =>
      a(
        {
          href: name === tabs[0][0] ? href(...base) : href(...base, name),
          'aria-current': name === current ? 'page' : undefined,
        },
        label,
      ),
    ),
  );
});
