import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { ModelStatus } from '../api/gateway.js';
import { DaemonError } from '../errors.js';
import { LOCAL_ONLY } from '../fleet/local-only.js';
import type { RemoteModels } from '../fleet/types.js';
import { checkHost, checkOrigin } from '../http/guard.js';
import { corsHeaders } from './access/cors.js';
import type { GatewayKeys } from './access/gateway-keys.js';
import { adapterOf } from './adapters/adapter-of.js';
import type { ReadChatTemplate } from './adapters/types.js';
import { ByteBudget } from './body/byte-budget.js';
import { type JsonBody, readJsonBody } from './body/json-body.js';
import { type SpooledForm, spoolForm } from './body/spooled-form.js';
import { prometheusText } from './metrics/prometheus.js';
import type { EngineHost } from './models/engine.js';
import type { ModelActor } from './models/model-actor.js';
import type { ModelShelf } from './models/model-shelf.js';
import { openAiErrorOf } from './openai-error.js';
import { type RelayRemoteInit, relayRemote } from './relay/relay-remote.js';
import { Reply } from './relay/reply.js';
import { INFERENCE_ROUTES, type InferenceRoute } from './routes.js';

export interface GatewayInit {
  readonly keys: GatewayKeys;
  readonly shelf: ModelShelf;
  readonly host: EngineHost;
  readonly readTemplate: ReadChatTemplate;
  /** Names and ports by which the daemon may be called. */
  readonly hosts: ReadonlySet<string>;
  /** Origins whose pages may use the gateway, such as `https://chat.example`. */
  readonly corsOrigins: ReadonlySet<string>;
  /** Where forms are kept while they wait. */
  readonly folder: string;
  readonly limits: BodyLimits;
  /** What other hives serve. @default none do */
  readonly fleet?: { readonly models: RemoteModels | undefined; metrics(): string } | undefined;
}

export interface BodyLimits {
  /** Of one JSON body. */
  readonly jsonBytes: number;
  /** Of all JSON bodies that wait or are served. */
  readonly heldJsonBytes: number;
  /** Of one form. */
  readonly formBytes: number;
  /** Of all forms on disk. */
  readonly heldFormBytes: number;
}

/** A request with where its answer goes. */
export interface GatewayExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
}

const MODELS = '/models';

/** OpenAI's API over every worker of this machine, at one address. */
export class Gateway {
  readonly #init: GatewayInit;
  readonly #json: ByteBudget;
  readonly #forms: ByteBudget;

  constructor(init: GatewayInit) {
    this.#init = init;
    this.#json = new ByteBudget(init.limits.heldJsonBytes);
    this.#forms = new ByteBudget(init.limits.heldFormBytes);
  }

  get keys(): GatewayKeys {
    return this.#init.keys;
  }

  get shelf(): ModelShelf {
    return this.#init.shelf;
  }

  /** Whether a path is the gateway's own, for which a key is asked. */
  takes(pathname: string): boolean {
    if (pathname === '/metrics') return true;
    const route = routeIn(pathname, '/v1');
    return route !== undefined && (isModels(route) || INFERENCE_ROUTES.some((one) => one.path === route));
  }

  /** Returns a request to one of its own paths. */
  async handle(exchange: GatewayExchange, pathname: string): Promise<void> {
    const { request, response, signal } = exchange;
    const { hosts, corsOrigins, keys } = this.#init;
    const cors = corsHeaders(request, corsOrigins);
    const reply = new Reply(response, signal, cors);
    await this.#answering(exchange, reply, async () => {
      checkHost(request, hosts);
      if (cors === undefined) checkOrigin(request, { pathname, hosts });
      if (cors !== undefined && request.method === 'OPTIONS') return reply.text(204, '', {});
      keys.check(request.headers.authorization, performance.now());
      if (pathname === '/metrics') return this.#metrics(exchange, reply);
      await this.#route(exchange, reply, routeIn(pathname, '/v1') ?? '');
    });
  }

  /** Returns a request that is let in already, such as by the daemon's token. `route` is what follows `/v1`. */
  async serve(exchange: GatewayExchange, route: string): Promise<void> {
    const reply = new Reply(exchange.response, exchange.signal);
    await this.#answering(exchange, reply, () => this.#route(exchange, reply, route));
  }

  /** Every model with its state. */
  async statuses(): Promise<ModelStatus[]> {
    const { shelf, host } = this.#init;
    return Promise.all(
      shelf.actors.map(async (actor) =>
        shelf.status(actor, await host.describe(actor.model).catch(() => undefined)),
      ),
    );
  }

  async #answering(
    { request, response, signal }: GatewayExchange,
    reply: Reply,
    work: () => Promise<void> | void,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      if (reply.isBegun) return void response.destroy();
      // What is left of a body that was not read does not become the next request.
      if (!request.complete) {
        response.setHeader('connection', 'close');
        request.resume();
      }
      const { status, headers, body } = openAiErrorOf(error);
      reply.json(status, body, headers);
    }
  }

  async #route(exchange: GatewayExchange, reply: Reply, route: string): Promise<void> {
    if (isModels(route)) return this.#models(exchange, reply, route);
    const found = INFERENCE_ROUTES.find((one) => one.path === route);
    if (found === undefined)
      throw new DaemonError({ code: 'NOT_FOUND', message: 'The gateway does not have this path.' });
    assertMethod(exchange.request, ['POST']);
    await this.#infer(exchange, reply, found);
  }

  #metrics({ request }: GatewayExchange, reply: Reply): void {
    assertMethod(request, ['GET', 'HEAD']);
    const figures = this.shelf.actors.map((actor) => ({
      id: actor.model.id,
      isLoaded: actor.state === 'ready',
      inFlight: actor.inFlight,
      queued: actor.queued,
      totals: actor.meter.totals,
    }));
    reply.text(200, prometheusText(figures) + (this.#init.fleet?.metrics() ?? ''), {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    });
  }

  async #models(exchange: GatewayExchange, reply: Reply, route: string): Promise<void> {
    assertMethod(exchange.request, ['GET', 'HEAD']);
    const own = this.shelf.actors.map(modelObject);
    const remote = (await this.#fleetFor(exchange)?.list(exchange.signal)) ?? [];
    const ids = new Set(remote.map(({ id }) => id).filter((id) => !own.some((model) => model.id === id)));
    const data = [...own, ...[...ids].map((id) => ({ id, object: 'model', created: 0, owned_by: 'rbee' }))];
    if (route === MODELS) return reply.json(200, { object: 'list', data });
    const id = decode(route.slice(MODELS.length + 1));
    reply.json(200, data.find((model) => model.id === id) ?? modelObject(this.shelf.get(id)));
  }

  /** Other hives, unless the request comes from one. */
  #fleetFor({ request }: GatewayExchange): RemoteModels | undefined {
    return request.headers[LOCAL_ONLY] === undefined ? this.#init.fleet?.models : undefined;
  }

  /** Who serves a model instead of this hive: another that has it loaded, or, where this one does not serve it, any. */
  async #remoteFor(exchange: GatewayExchange, model: string): Promise<RemoteModels | undefined> {
    const fleet = this.#fleetFor(exchange);
    const own = this.shelf.actors.find((actor) => actor.model.id === model);
    if (fleet === undefined || own?.state === 'ready') return undefined;
    if (own !== undefined)
      return fleet.known().some(({ id, isLoaded }) => id === model && isLoaded) ? fleet : undefined;
    return (await fleet.list(exchange.signal)).some(({ id }) => id === model) ? fleet : undefined;
  }

  /** Whether another hive answered. One that serves the model too does it itself when none does. */
  async #inferElsewhere(exchange: GatewayExchange, init: RelayRemoteInit): Promise<boolean> {
    const remote = await this.#remoteFor(exchange, init.model);
    if (remote === undefined) return false;
    try {
      await relayRemote(remote, init);
      return true;
    } catch (error) {
      const isOwn = this.shelf.actors.some((actor) => actor.model.id === init.model);
      if (init.reply.isBegun || exchange.signal.aborted || !isOwn) throw error;
      return false;
    }
  }

  async #infer(exchange: GatewayExchange, reply: Reply, route: InferenceRoute): Promise<void> {
    const { request, signal } = exchange;
    const share = (route.body === 'form' ? this.#forms : this.#json).open();
    let body: JsonBody | SpooledForm | undefined;
    try {
      body = await this.#readBody(request, route, share);
      const model = modelIn(body);
      if (await this.#inferElsewhere(exchange, { route, model, body, reply })) return;
      const actor = this.shelf.get(model);
      await this.#assertSuitable(actor, route);
      const { engine, release } = await actor.acquire(signal);
      const meter = actor.meter.begin();
      let isSuccess = false;
      try {
        const modelPath = actor.model.settings.model;
        const adapter = adapterOf(engine, this.#init.readTemplate);
        isSuccess = await adapter({ route, model, body, engine, modelPath, reply, meter });
      } finally {
        // A client that leaves is no failure of the model's.
        meter.end(isSuccess || signal.aborted);
        release();
      }
    } finally {
      share.release();
      if (body?.type === 'form') await body.close();
    }
  }

  #readBody(
    request: IncomingMessage,
    route: InferenceRoute,
    share: ReturnType<ByteBudget['open']>,
  ): Promise<JsonBody | SpooledForm> {
    const { limits, folder } = this.#init;
    if (route.body === 'json') return readJsonBody(request, { maxBytes: limits.jsonBytes, share });
    return spoolForm(request, { folder: path.join(folder, 'spool'), maxBytes: limits.formBytes, share });
  }

  /** @throws DaemonError `MODEL_UNSUITABLE` before a model is loaded for nothing */
  async #assertSuitable(actor: ModelActor, route: InferenceRoute): Promise<void> {
    const facts = actor.engine ?? (await this.#init.host.describe(actor.model));
    if (facts === undefined || facts.api === 'rbee-jobs') return;
    const canServe = facts.tasks.length === 0 || route.tasks.some((task) => facts.tasks.includes(task));
    if (canServe && facts.api !== 'none') return;
    throw new DaemonError({
      code: 'MODEL_UNSUITABLE',
      message: `The model ${JSON.stringify(actor.model.id)} does not serve /v1${route.path}.`,
      hint: facts.tasks.length === 0 ? undefined : `It does: ${facts.tasks.join(', ')}.`,
      path: 'model',
    });
  }
}

/** What follows a prefix in a path, with its slash. */
function routeIn(pathname: string, prefix: string): string | undefined {
  return pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : undefined;
}

function isModels(route: string): boolean {
  return route === MODELS || (route.startsWith(`${MODELS}/`) && route.length > MODELS.length + 1);
}

/** Ids may have slashes, plain or escaped. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Malformed escapes are taken as they are, and name nothing.
    return text;
  }
}

function modelIn(body: JsonBody | SpooledForm): string {
  const model = body.type === 'json' ? body.value.model : body.fields.get('model')?.value;
  if (typeof model === 'string' && model !== '') return model;
  throw new DaemonError({
    code: 'BAD_REQUEST',
    message: 'The request must say which "model" it is for.',
    hint: 'GET /v1/models lists those that are served.',
    path: 'model',
  });
}

function modelObject({ model, since }: ModelActor): Record<string, unknown> {
  return { id: model.id, object: 'model', created: since, owned_by: 'rbee' };
}

function assertMethod({ method = '' }: IncomingMessage, allowed: readonly string[]): void {
  if (allowed.includes(method)) return;
  throw new DaemonError({
    code: 'METHOD_NOT_ALLOWED',
    message: `${method} is not for this path.`,
    hint: `It takes ${allowed.join(', ')}.`,
  });
}
