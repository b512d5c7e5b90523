// SPDX-License-Identifier: Apache-2.0
// Server-sent events by fetch, because EventSource cannot send an Authorization header.

const SILENCE = 8000;
const LONGEST_PAUSE = 10000;

/** Thrown where the service asks for a token. */
export class TokenNeeded extends Error {}

/**
 * Reads the events at a path and connects again after each failure, until the service asks for a token.
 * The listener has onEvent(name, data), onLive() and onDisconnected(secondsToNextAttempt).
 */
export async function readEvents(path, headers, listener) {
  let pause = 1000;
  for (;;) {
    try {
      await readOnce(path, headers(), (name, data) => {
        pause = 1000;
        listener.onLive();
        listener.onEvent(name, data);
      });
    } catch (failure) {
      if (failure instanceof TokenNeeded) {
        throw failure;
      }
    }
    listener.onDisconnected(Math.round(pause / 1000));
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

async function readOnce(path, headers, onEvent) {
  const ended = new AbortController();
  let silence = setTimeout(() => ended.abort(), SILENCE);
  try {
    const response = await fetch(path, { headers, signal: ended.signal, cache: 'no-store' });
    if (response.status === 401) {
      throw new TokenNeeded();
    }
    if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      clearTimeout(silence);
      silence = setTimeout(() => ended.abort(), SILENCE);
      const events = (text + value).replaceAll('\r\n', '\n').split('\n\n');
      text = events.pop();
      events.forEach((event) => deliver(event, onEvent));
    }
  } finally {
    clearTimeout(silence);
    ended.abort();
  }
}

function deliver(event, onEvent) {
  let name = 'message';
  const data = [];
  for (const line of event.split('\n')) {
    if (line.startsWith('event:')) {
      name = line.slice(6).trim();
    } else if (line.startsWith('data:')) {
      data.push(line.slice(5).trimStart());
    }
  }
  if (data.length > 0) {
    onEvent(name, JSON.parse(data.join('\n')));
  }
}
