import { compareWithMakepkg } from './compare.js';
import { FUNCTION_RECIPES } from './recipes.js';

compareWithMakepkg('functions', FUNCTION_RECIPES);
