import { ask } from './api/about.js';
import { App } from './app.js';
import { render } from './dom.js';

render(App(), document.getElementById('app'));
ask();
