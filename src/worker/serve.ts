/** Answers the requests of `protocol.ts`, wherever the worker runs. */
import { type CancellationToken, type MessageConnection, type ProgressType, ResponseError } from 'vscode-jsonrpc';
import { lookAtModel } from '../core/formats/look/look.js';
import { BadInputError, type Problem } from '../core/problems.js';
import { currentModel } from './current.js';
import { columnsOf, draft } from './draft.js';
import { exportRun } from './exportRun.js';
import { pauser, readingTurns, type WorkerHost } from './host.js';
import { inspectModel } from './inspect.js';
import { Models } from './models.js';
import { notesOf } from './notes.js';
import { inOneBuffer } from './oneBuffer.js';
import { prepare } from './prepare.js';
import { Previews } from './preview.js';
import {
  BAD_INPUT,
  type ConfigText,
  checkpointRequest,
  checkRequest,
  columnsRequest,
  currentRequest,
  draftProgress,
  draftRequest,
  dynamicsRequest,
  embedProgress,
  embedRequest,
  exportRequest,
  FAILED,
  type FailureData,
  inspectProgress,
  inspectRequest,
  lookRequest,
  pingRequest,
  previewProgress,
  previewRequest,
  previewSequenceRequest,
  questionProgress,
  questionRequest,
  sequenceRequest,
  similarityRequest,
  trainProgress,
  trainRequest,
  whatIfRequest,
} from './protocol.js';
import { compareStates } from './similarity.js';
import { requireFree, train } from './train.js';

export function serve(connection: MessageConnection, host: WorkerHost): void {
  const { files } = host;
  /** Tells whoever asked how far it is. */
  const told =
    <P>(type: ProgressType<P>, { progress }: { readonly progress: string }) =>
    (value: P) =>
      void connection.sendProgress(type, progress, value);
  connection.onRequest(pingRequest, () => null);
  connection.onRequest(trainRequest, (params, token) =>
    answer(async () => {
      if (params.out !== undefined) await requireFree(files, params.out);
      const report = told(trainProgress, params);
      return train(host, params, (progress) => report(inOneBuffer(progress)), cancelledBy(token));
    }),
  );
  connection.onRequest(inspectRequest, (params, token) =>
    answer(() => {
      const report = told(inspectProgress, params);
      return inspectModel(host, params, (progress) => report(inOneBuffer(progress)), cancelledBy(token));
    }),
  );
  const models = new Models(host);
  connection.onRequest(embedRequest, (params, token) =>
    answer(() => models.embed(params, told(embedProgress, params), cancelledBy(token))),
  );
  connection.onRequest(checkpointRequest, (params, token) =>
    answer(() => models.checkpoint(params, cancelledBy(token))),
  );
  connection.onRequest(dynamicsRequest, (params, token) => answer(() => models.dynamics(params, cancelledBy(token))));
  connection.onRequest(questionRequest, (params, token) =>
    answer(() => models.answer(params, told(questionProgress, params), cancelledBy(token))),
  );
  connection.onRequest(sequenceRequest, (params, token) => answer(() => models.sequence(params, cancelledBy(token))));
  connection.onRequest(whatIfRequest, (params, token) => answer(() => models.whatIf(params, cancelledBy(token))));
  connection.onRequest(similarityRequest, (params, token) =>
    answer(() => compareStates(host, params, cancelledBy(token))),
  );
  connection.onRequest(currentRequest, (config, token) => answer(() => currentModel(host, config, cancelledBy(token))));
  const previews = new Previews(host);
  connection.onRequest(previewRequest, (params, token) =>
    answer(() => previews.preview(params, told(previewProgress, params), cancelledBy(token))),
  );
  connection.onRequest(previewSequenceRequest, (params, token) =>
    answer(() => previews.sequence(params, cancelledBy(token))),
  );
  connection.onRequest(columnsRequest, (params, token) =>
    answer(() => columnsOf(params, files, readingTurns(host, cancelledBy(token)))),
  );
  connection.onRequest(draftRequest, (params, token) =>
    answer(() => draft(params, files, readingTurns(host, cancelledBy(token), told(draftProgress, params)))),
  );
  connection.onRequest(lookRequest, ({ file }, token) =>
    answer(() => lookAtModel(files, file, pauser(host, cancelledBy(token)))),
  );
  connection.onRequest(exportRequest, (params, token) =>
    answer(() => exportRun(files, params, pauser(host, cancelledBy(token)))),
  );
  connection.onRequest(checkRequest, (config, token) => answer(() => check(host, config, cancelledBy(token))));
}

async function check(host: WorkerHost, config: ConfigText, cancelled: () => boolean): Promise<readonly Problem[]> {
  try {
    const turns = readingTurns(host, cancelled);
    return await notesOf(await prepare(config, host.files, turns), turns);
  } catch (error) {
    if (error instanceof BadInputError) return error.problems;
    throw error;
  }
}

function cancelledBy(token: CancellationToken): () => boolean {
  return () => token.isCancellationRequested;
}

/** Errors cross the port as codes and data: their classes do not. */
async function answer<T>(work: () => Promise<T>): Promise<T | ResponseError<FailureData>> {
  try {
    return inOneBuffer(await work());
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof BadInputError) return new ResponseError(BAD_INPUT, message, { problems: error.problems });
    return new ResponseError(FAILED, message, { problems: [] });
  }
}
