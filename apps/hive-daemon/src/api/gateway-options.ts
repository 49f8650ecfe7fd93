import { z } from 'zod';

const MAX_SECONDS = 1_000_000;
const MEBIBYTE = 1024 ** 2;

const Origin = z
  .string()
  .refine(
    (origin) => URL.canParse(origin) && new URL(origin).origin === origin,
    'must be an origin such as https://chat.example, without a path',
  );
const Bytes = z.int().min(1);
const Count = z.int().min(1).max(100_000);
const Seconds = z.number().min(0).max(MAX_SECONDS);

/** How the gateway behaves: options of `startDaemon` and of `rbee-hive serve`. */
export const GatewayOptions = z.strictObject({
  corsOrigins: z.array(Origin).readonly().optional().meta({
    description: 'Origins whose pages may use the gateway, such as https://chat.example',
  }),
  keepAliveSeconds: Seconds.optional().meta({
    description: 'How long a model stays loaded after its last request, where the model does not say',
    default: 300,
  }),
  memoryBytes: Bytes.optional().meta({
    description: 'Main memory that all models may take together (default: 80 % of this machine’s)',
  }),
  gpuMemoryBytes: Bytes.optional().meta({
    description: 'GPU memory that all models may take together (default: what the GPUs have free)',
  }),
  loadedModels: Count.optional().meta({
    description: 'Models that are loaded at once',
    default: 4,
  }),
  inFlight: Count.optional().meta({
    description: 'Requests that one worker serves at once; some APIs allow one only',
    default: 32,
  }),
  queued: Count.optional().meta({
    description: 'Requests that wait for one model; further ones are refused with 429',
    default: 100,
  }),
  roomSeconds: Seconds.min(1).optional().meta({
    description: 'How long a model waits for room that others hold',
    default: 600,
  }),
  requestBytes: Bytes.optional().meta({
    description: 'Size of one request as JSON; all that are held may have eight times as much',
    default: 32 * MEBIBYTE,
  }),
  uploadBytes: Bytes.optional().meta({
    description: 'Size of one upload, such as audio; all that are held may have eight times as much',
    default: 256 * MEBIBYTE,
  }),
});
export type GatewayOptions = Readonly<z.output<typeof GatewayOptions>>;
