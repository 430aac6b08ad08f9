// After a failed commit LMDB leaves, beside the rejection that the writer sees, promises that nobody can await.
// Without this handler they would end the process, or the thread that has the store; with it they count as that
// commit's failure, which was reported.
import type { Log } from '../log.ts';

/**
 * For `process.on('unhandledRejection', ...)`: swallows LMDB's stray rejections, throws every other one again, so
 * that it ends the process as it would without a handler.
 */
export function createRejectionHandler(log: Log): (reason: unknown) => void {
  return function handleUnhandledRejection(reason) {
    if (isCommitFailure(reason)) {
      log.warn({ cause: reason.message }, 'a commit of the state store failed');
      reason.commitError.catch(() => {});
      return;
    }
    throw reason;
  };
}

type CommitFailure = Error & { commitError: Promise<unknown> };

function isCommitFailure(reason: unknown): reason is CommitFailure {
  return reason instanceof Error && reason.message.startsWith('Commit failed') && 'commitError' in reason;
}
