// The subscriptions whose dead-letter queue this is. Each one has to be asked, so the page looks for them on a click only.
import { part, tags, useEffect, useRef, useState } from '../../dom.js';
import { count } from '../../number.js';
import { Name } from '../../part/name.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { BRINGS, Looked, useFed } from '../fed.js';

const { a, button, div, li, p, ul } = tags;

export const LetterSubscriptions = part(function LetterSubscriptions({ queueName }) {
  const [wanted, setWanted] = useState(false);
  return wanted
    ? Found({ queueName })
    : div({ class: 'actions start' }, button({ type: 'button', class: 'small', onClick: () => setWanted(true) }, t('letters.of.subscriptions')));
});

const Found = part(function Found({ queueName }) {
  const fed = useFed(queueName, BRINGS.letters);
  const { value } = fed;
  const place = useRef(null);
  // It takes the place of the button that had the focus.
  useEffect(() => place.current.focus(), []);
  return div(
    { ref: place, tabIndex: -1 },
    Looked(fed),
    value?.found.length === 0 && value.unread.length === 0 && p({ class: 'muted' }, t('letters.of.no.subscription', { n: count(value.topics) })),
    value?.found.length > 0 && [
      p(t('letters.of.these')),
      ul(value.found.map(({ topic, name }) => li({ key: `${topic}/${name}` }, a({ href: href('topics', topic, 'subscriptions', name) }, Name({ name: `${topic} / ${name}` }))))),
    ],
  );
});
