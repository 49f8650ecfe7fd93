export type { ParserCase } from './parser-cases.js';
export { PARSER_CASES } from './parser-cases.js';
export type { ContractTest, ParserContractOptions } from './parser-contract.js';
export { parserContract } from './parser-contract.js';
