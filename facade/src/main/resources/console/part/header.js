// The bar at the top: pages, language, light or dark, and who is signed in.
import { about } from '../api/about.js';
import { reachable } from '../api/connection.js';
import { part, tags } from '../dom.js';
import { language, theme } from '../preference.js';
import { href } from '../router.js';
import { end, session } from '../session.js';
import { useStore } from '../store.js';
import { t } from '../text.js';
import { mayLeave } from '../unsaved.js';

const { a, button, div, header, nav, option, select, span } = tags;

export const Header = part(function Header({ current }) {
  const pair = useStore(session);
  const { version } = useStore(about);
  return header(
    { class: 'top' },
    a({ href: href('queues'), class: 'brand', title: version }, span({ class: 'mark', 'aria-hidden': 'true' }), 'cmq-kafka'),
    pair &&
      nav(
        { 'aria-label': t('pages') },
        ['queues', 'topics', 'cluster'].map((name) =>
          a({ href: href(name), 'aria-current': current === name ? 'page' : undefined }, t(name)),
        ),
      ),
    div(
      { class: 'settings' },
      button(
        { type: 'button', class: 'quiet', lang: language.get() === 'zh' ? 'en' : 'zh-CN', onClick: switchLanguage },
        language.get() === 'zh' ? 'English' : '中文',
      ),
      select(
        { class: 'quiet', 'aria-label': t('theme'), value: theme.get(), onChange: (event) => theme.set(event.target.value) },
        ['auto', 'light', 'dark'].map((name) => option({ value: name }, t(`theme.${name}`))),
      ),
      pair && span({ class: 'who mono', title: pair.secretId }, pair.secretId),
      pair && button({ type: 'button', class: 'quiet', onClick: () => mayLeave() && end() }, t('sign.out')),
    ),
  );
});

const switchLanguage = () => language.set(language.get() === 'zh' ? 'en' : 'zh');

export const Gone = part(function Gone() {
  return useStore(reachable) ? null : div({ class: 'banner', role: 'alert' }, t('server.gone'));
});
