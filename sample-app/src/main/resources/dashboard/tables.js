// SPDX-License-Identifier: Apache-2.0
// What the service does now: the write gate, leaks, slow writes and transactions. All text is set as text, never as HTML.

/** Shows who is in the write gate and who waits. */
export function showGate(body, gate) {
  const rows = [];
  if (gate?.holder) {
    rows.push(gateRow('holds', gate.holder, gate.holder.heldMillis));
  }
  for (const waiter of gate?.waiters ?? []) {
    rows.push(gateRow('waits', waiter, waiter.waitedMillis));
  }
  if (gate?.moreWaiters > 0) {
    rows.push(wideRow(`and ${gate.moreWaiters} more`, 5));
  }
  body.replaceChildren(...(rows.length > 0 ? rows : [wideRow(gate ? 'Nobody is inside and nobody waits.' : 'Not known for this pool.', 5)]));
}

/** Shows transactions that have read and have never written. */
export function showTransactions(body, transactions) {
  const rows = transactions.map((transaction) =>
    row([
      [transaction.name ? `${transaction.statement} (${transaction.name})` : transaction.statement, 'sql'],
      [{ READS: 'beside the writer', WRITES: 'in the gate', UNKNOWN: 'in the gate, gives way' }[transaction.expected] ?? transaction.expected],
      [transaction.count.toLocaleString('en'), 'number'],
      [duration(transaction.gateMillis), 'number'],
      [duration(transaction.savedMillis), 'number'],
    ]));
  body.replaceChildren(...(rows.length > 0 ? rows : [wideRow('None so far.', 5)]));
}

/** Shows leaks, newest first. */
export function showLeaks(parent, leaks) {
  show(parent, leaks, 'None so far.', (leak) => ({
    state: { OPEN: 'open', RETURNED: 'closed after all', RECLAIMED: 'reclaimed' }[leak.state],
    done: leak.state !== 'OPEN',
    text: `connection #${leak.connection} of thread “${leak.thread}”: ${leak.reason}, open for ${duration(leak.heldMillis)}`,
    stack: leak.stack,
  }));
}

/** Shows slow writes, newest first. */
export function showSlowWrites(parent, writes) {
  show(parent, writes, 'None so far.', (write) => ({
    state: write.ended ? 'ended' : 'still inside',
    done: write.ended,
    text: `connection #${write.connection} of thread “${write.thread}” held the gate for ${duration(write.heldMillis)}`
      + `${write.ended ? `, others waited ${duration(write.inflictedMillis)} in total` : ''}${write.sql ? `: ${write.sql}` : ''}`,
    stack: write.stack,
  }));
}

/** Updates entries in place, so that an open one stays open and keeps the focus. */
function show(parent, items, emptyText, describe) {
  const known = new Map([...parent.querySelectorAll('details')].map((entry) => [entry.dataset.id, entry]));
  const entries = items.map((item) => {
    const entry = known.get(String(item.id)) ?? newEntry(item.id);
    const { state, done, text, stack } = describe(item);
    const label = entry.querySelector('.state');
    label.className = `state ${done ? 'done' : 'open'}`;
    setText(label, state);
    setText(entry.querySelector('.text'), ` · ${clock(item.at)} · ${text}`);
    setText(entry.querySelector('pre'), stack.length > 0 ? stack.map((frame) => `at ${frame}`).join('\n') : 'No stack was recorded.');
    return entry;
  });
  if (entries.length === 0) {
    if (!parent.querySelector('.empty')) {
      parent.replaceChildren(paragraph(emptyText));
    }
  } else if (entries.length !== parent.children.length || entries.some((entry, index) => parent.children[index] !== entry)) {
    const focused = document.activeElement;
    parent.replaceChildren(...entries);
    if (parent.contains(focused)) {
      focused.focus();
    }
  }
}

function newEntry(id) {
  const entry = document.createElement('details');
  entry.dataset.id = id;
  const summary = document.createElement('summary');
  const state = document.createElement('span');
  const text = document.createElement('span');
  text.className = 'text';
  state.className = 'state';
  summary.append(state, text);
  const stack = document.createElement('pre');
  stack.tabIndex = 0;
  entry.append(summary, stack);
  return entry;
}

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function gateRow(role, connection, millis) {
  return row([[role], [`#${connection.connection} of ${connection.pool}`], [connection.thread], [duration(millis), 'number'], [connection.sql ?? '', 'sql']]);
}

function row(cells) {
  const line = document.createElement('tr');
  for (const [text, className] of cells) {
    const cell = document.createElement('td');
    cell.textContent = text;
    cell.className = className ?? '';
    line.append(cell);
  }
  return line;
}

function wideRow(text, columns) {
  const line = row([[text, 'empty']]);
  line.firstChild.colSpan = columns;
  return line;
}

function paragraph(text) {
  const element = document.createElement('p');
  element.className = 'empty';
  element.textContent = text;
  return element;
}

function duration(millis) {
  return millis < 10000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`;
}

function clock(millis) {
  return new Date(millis).toLocaleTimeString('en-GB');
}
