/** What layers are called as attributes of a module in Python. */
import type { Layer } from '../../model/spec.js';

/** Words of Python, and attributes that every nn.Module has. */
const TAKEN = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield ' +
    'add_module apply bfloat16 buffers children compile cpu cuda double dump_patches eval extra_repr float forward ' +
    'get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia named_buffers ' +
    'named_children named_modules named_parameters parameters register_buffer register_module register_parameter ' +
    'requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty train training type xpu zero_grad'
  ).split(' '),
);

/** One for each layer: its name, with what Python does not allow in it replaced by "_". */
export function moduleNames(layers: readonly Layer[]): string[] {
  const names = new Set<string>();
  return layers.map(({ name }) => {
    let own = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
    while (TAKEN.has(own) || names.has(own)) own += '_';
    names.add(own);
    return own;
  });
}
