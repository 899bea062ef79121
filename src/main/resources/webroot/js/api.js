/** The HTTP API. The only file that calls fetch; knows no element. */

import { sentence } from './format.js';

const BASE = '/api/v1';

/** A refusal of the API, or no answer at all (status 0). */
export class ApiError extends Error {
  constructor(status, code, message, hint) {
    super(sentence(message));
    this.status = status;
    this.code = code;
    this.hint = hint ? sentence(hint) : null;
    /** What is wrong with a submission, line by line. */
    this.rejected = [];
    this.rejectedTotal = 0;
  }
}

let onSignedOut = () => {};

/** Calls the listener whenever the API says that this tab has no session. */
export function whenSignedOut(listener) {
  onSignedOut = listener;
}

/** Exchanges the code of a dashboard link for a session cookie. */
export const login = (code) => send('POST', '/login', { code });

export const status = (signal) => send('GET', '/status', undefined, signal);
export const jobs = (query, signal) => send('GET', `/jobs${queryText(query)}`, undefined, signal);
export const job = (id, signal) => send('GET', `/jobs/${part(id)}`, undefined, signal);
export const tasks = (query, signal) => send('GET', `/tasks${queryText(query)}`, undefined, signal);
export const task = (id, signal) => send('GET', `/tasks/${part(id)}`, undefined, signal);
export const cancelJob = (id) => send('POST', `/jobs/${part(id)}/cancel`);
export const retryJob = (id) => send('POST', `/jobs/${part(id)}/retry`);
export const pauseJob = (id) => send('POST', `/jobs/${part(id)}/pause`);
export const resumeJob = (id) => send('POST', `/jobs/${part(id)}/resume`);
/** Priority, limit, max_fails; what is not named stays, null takes away. */
export const changeJob = (id, change) => send('PATCH', `/jobs/${part(id)}`, change);
export const removeJob = (id) => send('DELETE', `/jobs/${part(id)}`);
export const countTasks = (query, signal) =>
  send('GET', `/tasks/count${queryText(query)}`, undefined, signal);
/** All that match, at once; refused with E_MOVED when they are not `expect` many any more. */
export const cancelTasks = (query, expect) => send('POST', '/tasks/cancel', bulk(query, expect));
export const retryTasks = (query, expect) => send('POST', '/tasks/retry', bulk(query, expect));
export const explain = (id, signal) => send('GET', `/tasks/${part(id)}/explain`, undefined, signal);
/** What a running task uses now. */
export const usage = (id, signal) => send('GET', `/tasks/${part(id)}/usage`, undefined, signal);
export const failures = (query, signal) => send('GET', `/failures${queryText(query)}`, undefined, signal);
export const history = (range, signal) => send('GET', `/history${queryText({ range })}`, undefined, signal);
export const timeline = (query, signal) => send('GET', `/timeline${queryText(query)}`, undefined, signal);
export const cancelTask = (id) => send('POST', `/tasks/${part(id)}/cancel`);
export const retryTask = (id) => send('POST', `/tasks/${part(id)}/retry`);
export const scale = (query, signal) => send('GET', `/scale${queryText(query)}`, undefined, signal);
export const drain = (node) => send('POST', `/nodes/${part(node)}/drain`);
export const undrain = (node) => send('POST', `/nodes/${part(node)}/undrain`);

/** The event stream, behind the event with this id where the server still has it. */
export const events = (lastId, signal) =>
  call(`${BASE}/events`, {
    signal,
    headers: { Accept: 'text/event-stream', ...(lastId && { 'Last-Event-ID': lastId }) },
  });

/** Where a stream of a task can be downloaded. */
export const outputUrl = (task, stream) => `${BASE}/tasks/${part(task)}/${part(stream)}`;

/**
 * Reads a stream of a task, piece by piece as it arrives; ends with the stream.
 *
 * @param {string} task
 * @param {'stdout'|'stderr'} stream
 * @param {{follow: boolean, signal: AbortSignal, onStart: (partial: boolean) => void,
 *   onBytes: (bytes: Uint8Array) => void}} how
 */
export async function readOutput(task, stream, { follow, signal, onStart, onBytes }) {
  const response = await call(`${outputUrl(task, stream)}${follow ? '?follow=true' : ''}`, { signal });
  onStart(response.headers.get('X-DistComp-Partial') === 'true');
  const reader = response.body.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) onBytes(piece.value);
}

const NUMBERS = ['job', 'exit_code'];

/** A filter of an address, whose values are text, as the body of a request. */
function bulk(query, expect) {
  const said = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const body = said.map(([name, value]) => [name, NUMBERS.includes(name) ? Number(value) : value]);
  return { ...Object.fromEntries(body), expect };
}

const part = (value) => encodeURIComponent(String(value));

/** The query of a request or an address; empty values are left out. */
export function queryText(query) {
  const said = Object.entries(query ?? {}).filter(([, v]) => v !== null && v !== undefined && v !== '');
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`;
}

async function send(method, path, body, signal) {
  const options = { method, signal, headers: { Accept: 'application/json' } };
  if (body !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  const text = await (await call(BASE + path, options)).text();
  return text === '' ? null : JSON.parse(text);
}

async function call(url, options) {
  const response = await reach(url, options);
  if (response.ok) return response;
  if (response.status === 401) onSignedOut();
  throw await refusal(response);
}

async function reach(url, options) {
  try {
    return await fetch(url, { credentials: 'same-origin', cache: 'no-store', ...options });
  } catch (error) {
    if (error.name === 'AbortError' || error.name === 'TimeoutError') throw error;
    throw unreachable();
  }
}

async function refusal(response) {
  return refused(response.status, await response.json().catch(() => null));
}

function refused(status, body) {
  const said = body?.error ?? {};
  const message = said.message ?? `The node answered ${status}.`;
  const error = new ApiError(status, said.code ?? 'unknown', message, said.hint);
  error.rejected = body?.rejected ?? [];
  error.rejectedTotal = body?.rejected_total ?? error.rejected.length;
  return error;
}

const unreachable = () => new ApiError(0, 'unreachable', 'The node does not answer.', 'Is it still running?');

/**
 * Submits tasks as they are in a file. A repeated call with the same key stores nothing twice.
 *
 * @param {Object} query
 * @param {Blob} tasks
 * @param {{key: string, signal: AbortSignal, onProgress: (sent: number, all: number) => void}} how
 * @returns {Promise<{job: import('./types.js').Job, accepted: number, duplicates: number}>}
 */
export function submit(query, tasks, { key, signal, onProgress }) {
  // Only this kind of request tells how much of a body has been sent.
  const request = new XMLHttpRequest();
  request.open('POST', `${BASE}/jobs${queryText(query)}`);
  // The node tells every form from the content.
  request.setRequestHeader('Content-Type', 'text/plain');
  request.setRequestHeader('Idempotency-Key', key);
  request.upload.addEventListener('progress', (event) => onProgress(event.loaded, tasks.size));
  signal.addEventListener('abort', () => request.abort(), { once: true });
  request.send(tasks);
  return new Promise((resolve, reject) => {
    request.addEventListener('load', () => answered(request, resolve, reject));
    request.addEventListener('error', () => reject(unreachable()));
    request.addEventListener('abort', () => reject(new DOMException('given up', 'AbortError')));
  });
}

function answered({ status: code, responseText }, resolve, reject) {
  const body = parsed(responseText);
  if (code >= 200 && code < 300 && body !== null) return resolve(body);
  if (code === 401) onSignedOut();
  return reject(refused(code, body));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
