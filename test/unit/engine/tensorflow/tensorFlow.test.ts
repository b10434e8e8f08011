/** The TensorFlow engine on TensorFlow.js in plain JavaScript; `npm run test:tensorflow` runs the same on tfjs-node. */
import * as tf from '@tensorflow/tfjs';
import { describeAgreement } from './agreement.js';

await tf.setBackend('cpu');
await describeAgreement(tf);
