import type { ParameterOperation } from 'unbash';

export type Operation<T extends ParameterOperation['type']> = Extract<ParameterOperation, { type: T }>;
