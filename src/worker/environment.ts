/** What a child process gets of this one's environment: no more than it needs, so that no secret of another tool is in it. */

/** Where programs, temporary files and the user's settings are, and in which language to speak. */
const SYSTEM =
  /^(PATH|PATHEXT|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|TEMP|TMP|TMPDIR|LANG|LC_ALL)$/i;

/** How TensorFlow finds its libraries and is told what to use. */
export const FOR_TENSORFLOW = /^(LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|CUDA_.*|NVIDIA_.*|TF_.*|TFJS_.*|OMP_.*|KMP_.*)$/;

/** How Python and its environments find their packages, and the backends of Keras their libraries and devices. */
export const FOR_PYTHON = new RegExp(
  `${FOR_TENSORFLOW.source}|^(PYTHON.*|VIRTUAL_ENV|CONDA_.*|PYENV_.*|KERAS_.*|JAX_.*|XLA_.*|TORCH_.*|PYTORCH_.*|ROCR_.*|HIP_.*|HSA_.*|MKL_.*|OPENBLAS_.*|RAY_.*|LSTM_LENS_.*)$`,
);

/** How npm is told to reach its registry. */
export const FOR_NPM =
  /^(NPM_CONFIG_.*|HTTP_PROXY|HTTPS_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|TFJS_.*)$/i;

/** @param needed names of the variables that this child needs besides those of the system. */
export function environmentFor(needed: RegExp): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => SYSTEM.test(name) || needed.test(name)));
}
