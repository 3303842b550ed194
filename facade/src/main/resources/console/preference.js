// What a person likes, kept in the browser: nothing of it is secret.
import { store } from './store.js';

const PREFIX = 'cmq-kafka.';

function kept(name, fallback) {
  let initial = null;
  try {
    initial = localStorage.getItem(PREFIX + name);
  } catch {
    // Storage may be switched off; then it lasts as long as the page.
  }
  const preference = store(initial ?? fallback);
  preference.listen((value) => {
    try {
      localStorage.setItem(PREFIX + name, value);
    } catch {
      // As above.
    }
  });
  return preference;
}

const ofBrowser = () => (navigator.languages ?? [navigator.language]).find((tag) => /^(zh|en)/i.test(tag)) ?? 'en';

export const language = kept('language', ofBrowser().toLowerCase().startsWith('zh') ? 'zh' : 'en');

/** 'light', 'dark', or 'auto': as the system has it. */
export const theme = kept('theme', 'auto');

export const rowsPerPage = kept('rows', '25');

function show() {
  const root = document.documentElement;
  root.lang = language.get() === 'zh' ? 'zh-CN' : 'en';
  if (theme.get() === 'auto') {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = theme.get();
  }
}

language.listen(show);
theme.listen(show);
show();
