// Which page is shown, between the bar at the top and what is said at the bottom.
import { part, tags } from './dom.js';
import { Cluster } from './page/cluster.js';
import { Queue } from './page/queue.js';
import { Queues } from './page/queues.js';
import { SignIn } from './page/signIn.js';
import { Start } from './page/start.js';
import { Topic } from './page/topic.js';
import { Topics } from './page/topics.js';
import { Gone, Header } from './part/header.js';
import { Toast } from './part/toast.js';
import { language, theme } from './preference.js';
import { rights } from './rights.js';
import { route, visit } from './router.js';
import { session } from './session.js';
import { useStore } from './store.js';
import { t } from './text.js';

const { a, main } = tags;

/** Sections of their own; all else, such as the first steps, belongs to queues. */
const SECTIONS = ['topics', 'cluster'];

export const App = part(function App() {
  const pair = useStore(session);
  const [section, name, tab, argument, aspect] = useStore(route);
  useStore(theme);
  useStore(language);
  useStore(rights);
  const page = pair === null ? SignIn() : pageOf(section, name, tab, argument, aspect);
  return [
    a({ class: 'skip', href: '#content', onClick: skip }, t('skip')),
    Header({ current: SECTIONS.includes(section) ? section : 'queues' }),
    Gone(),
    main({ id: 'content', tabIndex: -1 }, page),
    Toast(),
  ];
});

function pageOf(section, name, tab, argument, aspect) {
  if (section === 'topics') {
    return name ? Topic({ key: name, name, tab, argument }) : Topics({ key: visit() });
  }
  if (section === 'cluster') {
    return Cluster();
  }
  if (section === 'start') {
    return Start();
  }
  return section === 'queues' && name ? Queue({ key: name, name, tab, argument, aspect }) : Queues({ key: visit() });
}

/** The address's hash is the page's. */
function skip(event) {
  event.preventDefault();
  document.getElementById('content').focus();
}
