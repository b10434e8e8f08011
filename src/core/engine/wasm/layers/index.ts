/** Every kind of layer, planned. */
import type { LayerPlan, Place } from '../plan.js';
import { planBidirectional } from './bidirectional.js';
import { planDense } from './dense.js';
import { planRecurrent } from './recurrent.js';
import { planSelfAttention } from './selfAttention.js';
import {
  planDropout,
  planEmbedding,
  planLayerNormalization,
  planMasking,
  planPooling,
  planRepeatVector,
} from './simple.js';

export function planLayer(place: Place): LayerPlan {
  const { layer } = place.shape;
  switch (layer.type) {
    case 'lstm':
    case 'gru':
    case 'simpleRnn':
      return planRecurrent(layer, place);
    case 'bidirectional':
      return planBidirectional(layer, place);
    case 'dense':
      return planDense(layer, place);
    case 'timeDistributed':
      return planDense(layer.layer, place);
    case 'repeatVector':
      return planRepeatVector(layer, place);
    case 'globalAveragePooling1d':
      return planPooling(place);
    case 'dropout':
      return planDropout(layer, place);
    case 'layerNormalization':
      return planLayerNormalization(layer, place);
    case 'embedding':
      return planEmbedding(layer, place);
    case 'masking':
      return planMasking(layer, place);
    case 'selfAttention':
      return planSelfAttention(layer, place);
  }
}
