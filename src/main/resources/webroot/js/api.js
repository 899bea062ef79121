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
  }
}

let onSignedOut = () => {};

/** Calls the listener whenever the API says that this tab has no session. */
export function whenSignedOut(listener) {
  onSignedOut = listener;
}

export const EVENTS = `${BASE}/events`;

/** Exchanges the code of a dashboard link for a session cookie. */
export const login = (code) => send('POST', '/login', { code });

export const status = () => send('GET', '/status');
export const jobs = (query, signal) => send('GET', `/jobs${queryText(query)}`, undefined, signal);
export const job = (id, signal) => send('GET', `/jobs/${part(id)}`, undefined, signal);
export const tasks = (query, signal) => send('GET', `/tasks${queryText(query)}`, undefined, signal);
export const task = (id, signal) => send('GET', `/tasks/${part(id)}`, undefined, signal);
export const cancelJob = (id) => send('POST', `/jobs/${part(id)}/cancel`);
export const retryJob = (id) => send('POST', `/jobs/${part(id)}/retry`);
export const cancelTask = (id) => send('POST', `/tasks/${part(id)}/cancel`);
export const retryTask = (id) => send('POST', `/tasks/${part(id)}/retry`);
export const drain = (node) => send('POST', `/nodes/${part(node)}/drain`);
export const undrain = (node) => send('POST', `/nodes/${part(node)}/undrain`);

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
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'unreachable', 'The node does not answer.', 'Is it still running?');
  }
}

async function refusal(response) {
  const body = await response.json().catch(() => null);
  const error = body?.error ?? {};
  const message = error.message ?? `The node answered ${response.status}.`;
  return new ApiError(response.status, error.code ?? 'unknown', message, error.hint);
}
