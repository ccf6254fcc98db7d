import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

export interface Log {
  error(message: string): void;
}

/**
 * Wraps a handler so that the server outlives it: what it throws is logged and answered by `empty`; what was cancelled
 * or is about text that is gone is refused with the code that tells the client to drop it.
 */
export function guarded<Params, Result>(
  name: string,
  log: Log,
  empty: Result,
  handle: (params: Params, token: CancellationToken) => Promise<Result> | Result,
): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<never>> {
  return async (params, token) => {
    try {
      if (token.isCancellationRequested) return cancelled();
      const result = await handle(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      if (error instanceof ContentModified && token.isCancellationRequested) return cancelled();
      if (error instanceof ContentModified)
        return new ResponseError<never>(LSPErrorCodes.ContentModified, 'The text was edited since.');
      log.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return empty;
    }
  };
}

/** The same for a notification, which has no answer. */
export function guardedNotification<Params>(
  name: string,
  log: Log,
  handle: (params: Params) => void | Promise<void>,
): (params: Params) => Promise<void> {
  return async (params) => {
    try {
      await handle(params);
    } catch (error) {
      log.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  };
}

/** Thrown by a handler that finds, after waiting, that its document is no longer the newest. */
export class ContentModified extends Error {}

function cancelled(): ResponseError<never> {
  return new ResponseError<never>(LSPErrorCodes.RequestCancelled, 'Cancelled.');
}
