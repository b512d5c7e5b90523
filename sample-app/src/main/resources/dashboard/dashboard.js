// SPDX-License-Identifier: Apache-2.0
// Puts the page together: events in, plots and tables out.

import { Plots } from './plots.js';
import { readEvents, TokenNeeded } from './stream.js';
import { showGate, showLeaks, showSlowWrites, showTransactions } from './tables.js';

const TOKEN = 'admin-token';
const DEMOS = { leak: 'Leak a connection', hog: 'Hold the writer for 5 s' };
const byId = (id) => document.getElementById(id);
const plots = new Plots(byId('plots'));

const listener = {
  onLive() {
    setState('live', 'Live');
  },
  onDisconnected(seconds) {
    setState('disconnected', `Disconnected, next attempt in ${seconds} s`);
  },
  onEvent(name, data) {
    if (name === 'history') {
      plots.replace(data.points);
      byId('database').textContent = data.database;
      showDemos(data.demos);
    } else if (name === 'sample') {
      plots.add(data.point);
      showNow(data.now);
    }
  },
};

function showNow(now) {
  setText('advice-text', now.advice || 'Nothing to advise: writers do not wait.');
  showGate(byId('gate'), now.gate);
  showLeaks(byId('leaks'), now.leaks);
  showSlowWrites(byId('slow'), now.slowWrites);
  showTransactions(byId('transactions'), now.transactions);
}

function showDemos(demos) {
  byId('demo').hidden = demos.length === 0;
  byId('demo').replaceChildren(...demos.map(demoButton));
}

function demoButton(demo) {
  const button = document.createElement('button');
  button.type = 'button';
  button.id = `demo-${demo}`;
  button.textContent = DEMOS[demo] ?? demo;
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      const response = await fetch(`/dashboard/demo/${demo}`, { method: 'POST', headers: headers() });
      const answer = await response.json();
      setText('demo-outcome', answer.message ?? answer.detail ?? answer.title);
    } catch {
      setText('demo-outcome', 'The service did not answer.');
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

function headers() {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

async function askForToken() {
  setState('disconnected', 'Token needed');
  if (sessionStorage.getItem(TOKEN)) {
    setText('token-reason', 'The service did not accept this token.');
  }
  const dialog = byId('token-dialog');
  byId('token').value = '';
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  if (byId('token').value) {
    sessionStorage.setItem(TOKEN, byId('token').value);
  }
}

function setState(state, text) {
  byId('connection').dataset.state = state;
  setText('connection', text);
}

function setText(id, text) {
  if (byId(id).textContent !== text) {
    byId(id).textContent = text;
  }
}

for (;;) {
  try {
    await readEvents('/dashboard/events', headers, listener);
  } catch (failure) {
    if (!(failure instanceof TokenNeeded)) {
      throw failure;
    }
    await askForToken();
  }
}
