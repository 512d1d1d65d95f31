import { keepLaws } from './laws.js';

keepLaws(2);
