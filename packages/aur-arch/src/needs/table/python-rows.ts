/** Python itself, what builds its packages, and its modules. A `python-NAME` that is not here is looked for as module NAME. */
export const PYTHON_ROWS = `
python                    | command:python3,command:python |  | python3 / python3 python3-dev | python3 / python3 python3-devel | python3 / python3 python3-dev | - / python
python-pip                | python:pip                     |  | python3-pip                   | python3-pip                     | py3-pip                       | python
python-pipx               | command:pipx                   |  | pipx                          | pipx                            | pipx                          | pipx
python-virtualenv         | python:virtualenv              |  | python3-virtualenv            | python3-virtualenv              | py3-virtualenv                | virtualenv
uv                        | command:uv                     |  |                               | uv                              | uv                            | uv
python-uv                 | command:uv                     |  |                               | uv                              | uv                            | uv
ruff                      | command:ruff                   |  |                               | ruff                            | ruff                          | ruff
python-build              | python:build                   |  | python3-build                 | python3-build                   | py3-build                     |
python-installer          | python:installer               |  | python3-installer             | python3-installer               | py3-installer                 |
python-wheel              | python:wheel                   |  | python3-wheel                 | python3-wheel                   | py3-wheel                     |
python-setuptools         | python:setuptools              |  | python3-setuptools            | python3-setuptools              | py3-setuptools                |
python-setuptools-scm     | python:setuptools_scm          |  | python3-setuptools-scm        | python3-setuptools-scm          | py3-setuptools-scm            |
python-setuptools-rust    | python:setuptools_rust         |  | python3-setuptools-rust       | python3-setuptools-rust         | py3-setuptools-rust           |
python-poetry-core        | python:poetry.core             |  | python3-poetry-core           | python3-poetry-core             | py3-poetry-core               |
python-hatchling          | python:hatchling               |  | python3-hatchling             | python3-hatchling               | py3-hatchling                 |
python-hatch-vcs          | python:hatch_vcs               |  | python3-hatch-vcs             | python3-hatch-vcs               | py3-hatch-vcs                 |
python-flit-core          | python:flit_core               |  |                               |                                 | py3-flit-core                 |
python-pdm-backend        | python:pdm.backend             |  |                               |                                 | py3-pdm-backend               |
python-scikit-build-core  | python:scikit_build_core       |  | python3-scikit-build-core     | python3-scikit-build-core       | py3-scikit-build-core         |
python-scikit-build       | python:skbuild                 |  | python3-scikit-build          | python3-scikit-build            | py3-scikit-build              |
python-maturin            | python:maturin                 |  |                               | maturin                         | py3-maturin                   | maturin
python-nanobind           | python:nanobind                |  | python3-nanobind              | python3-nanobind                | py3-nanobind                  |
python-cffi               | python:cffi                    |  | python3-cffi                  | python3-cffi                    | py3-cffi                      | cffi
python-pybind11           | python:pybind11                |  | python3-pybind11              | python3-pybind11                | py3-pybind11                  | pybind11
cython                    | python:Cython                  |  | cython3                       | python3-cython                  | cython                        | cython
python-numpy              | python:numpy                   |  | python3-numpy                 | python3-numpy                   | py3-numpy                     | numpy
python-scipy              | python:scipy                   |  | python3-scipy                 | python3-scipy                   | py3-scipy                     | scipy
python-pandas             | python:pandas                  |  | python3-pandas                | python3-pandas                  | py3-pandas                    |
python-matplotlib         | python:matplotlib              |  | python3-matplotlib            | python3-matplotlib              | py3-matplotlib                |
python-sympy              | python:sympy                   |  | python3-sympy                 | python3-sympy                   | py3-sympy                     |
python-networkx           | python:networkx                |  | python3-networkx              | python3-networkx                | py3-networkx                  |
python-numba              | python:numba                   |  | python3-numba                 | python3-numba                   |                               |
python-scikit-learn       | python:sklearn                 |  | python3-sklearn               | python3-scikit-learn            | py3-scikit-learn              |
python-pytorch            | python:torch                   |  | python3-torch                 | python3-torch                   | py3-pytorch                   | pytorch
python-pytorch-cuda       | python:torch                   |  | python3-torch-cuda            |                                 |                               |
python-pytorch-opt        | python:torch                   |  |                               | python3-torch                   | py3-pytorch                   | pytorch
python-pytorch-opt-cuda   | python:torch                   |  |                               |                                 |                               |
python-pytorch-rocm       | python:torch                   |  |                               | python3-torch                   |                               |
python-pytorch-opt-rocm   | python:torch                   |  |                               |                                 |                               |
python-torchvision        | python:torchvision             |  | python3-torchvision           | python3-torchvision             |                               | torchvision
python-torchaudio         | python:torchaudio              |  | python3-torchaudio            | python3-torchaudio              |                               |
python-transformers       | python:transformers            |  |                               |                                 |                               |
python-tokenizers         | python:tokenizers              |  |                               |                                 |                               |
python-safetensors        | python:safetensors             |  |                               |                                 |                               |
python-accelerate         | python:accelerate              |  |                               |                                 |                               |
python-huggingface-hub    | python:huggingface_hub         |  | python3-huggingface-hub       | python3-huggingface-hub         | py3-huggingface-hub           |
python-sentencepiece      | python:sentencepiece           |  | python3-sentencepiece         | python3-sentencepiece           | py3-sentencepiece             |
python-gguf               | python:gguf                    |  |                               |                                 |                               |
python-onnx               | python:onnx                    |  | python3-onnx                  | python3-onnx                    | py3-onnx                      | onnx
python-onnxruntime        | python:onnxruntime             |  | python3-onnxruntime           | python3-onnxruntime             | py3-onnxruntime               |
python-onnxruntime-cpu    | python:onnxruntime             |  | python3-onnxruntime           | python3-onnxruntime             | py3-onnxruntime               |
python-tensorflow         | python:tensorflow              |  |                               |                                 |                               | tensorflow
python-jax                | python:jax                     |  |                               |                                 |                               |
python-triton             | python:triton                  |  |                               |                                 |                               |
python-ray                | python:ray                     |  |                               |                                 |                               |
python-diffusers          | python:diffusers               |  |                               |                                 |                               |
python-vllm               | python:vllm                    |  |                               |                                 |                               |
python-fastapi            | python:fastapi                 |  | python3-fastapi               | python3-fastapi                 | py3-fastapi                   |
uvicorn                   | python:uvicorn                 |  | python3-uvicorn               | python3-uvicorn                 | uvicorn                       |
python-uvicorn            | python:uvicorn                 |  | python3-uvicorn               | python3-uvicorn                 | uvicorn                       |
python-gunicorn           | python:gunicorn                |  | python3-gunicorn              | python3-gunicorn                | py3-gunicorn                  |
python-pydantic           | python:pydantic                |  | python3-pydantic              | python3-pydantic                | py3-pydantic                  |
python-starlette          | python:starlette               |  | python3-starlette             | python3-starlette               | py3-starlette                 |
python-aiohttp            | python:aiohttp                 |  | python3-aiohttp               | python3-aiohttp                 | py3-aiohttp                   |
python-requests           | python:requests                |  | python3-requests              | python3-requests                | py3-requests                  |
python-httpx              | python:httpx                   |  | python3-httpx                 | python3-httpx                   | py3-httpx                     |
python-websockets         | python:websockets              |  | python3-websockets            | python3-websockets              | py3-websockets                |
python-tqdm               | python:tqdm                    |  | python3-tqdm                  | python3-tqdm                    | py3-tqdm                      |
python-psutil             | python:psutil                  |  | python3-psutil                | python3-psutil                  | py3-psutil                    |
python-yaml               | python:yaml                    |  | python3-yaml                  | python3-pyyaml                  | py3-yaml                      | libyaml
python-jinja              | python:jinja2                  |  | python3-jinja2                | python3-jinja2                  | py3-jinja2                    |
python-flask              | python:flask                   |  | python3-flask                 | python3-flask                   | py3-flask                     |
python-pillow             | python:PIL                     |  | python3-pil                   | python3-pillow                  | py3-pillow                    | pillow
python-opencv             | python:cv2                     |  | python3-opencv                | python3-opencv                  | py3-opencv                    | opencv
python-soundfile          | python:soundfile               |  | python3-soundfile             | python3-soundfile               | py3-soundfile                 |
python-librosa            | python:librosa                 |  |                               |                                 |                               |
python-av                 | python:av                      |  | python3-av                    | python3-av                      | py3-av                        |
python-protobuf           | python:google.protobuf         |  | python3-protobuf              | python3-protobuf                | py3-protobuf                  |
python-grpcio             | python:grpc                    |  | python3-grpcio                | python3-grpcio                  | py3-grpcio                    |
python-openai             | python:openai                  |  |                               |                                 |                               |
python-tiktoken           | python:tiktoken                |  |                               |                                 |                               |
python-einops             | python:einops                  |  | python3-einops                | python3-einops                  |                               |
python-regex              | python:regex                   |  | python3-regex                 | python3-regex                   | py3-regex                     |
python-filelock           | python:filelock                |  | python3-filelock              | python3-filelock                | py3-filelock                  |
python-packaging          | python:packaging               |  | python3-packaging             | python3-packaging               | py3-packaging                 |
python-click              | python:click                   |  | python3-click                 | python3-click                   | py3-click                     |
python-rich               | python:rich                    |  | python3-rich                  | python3-rich                    | py3-rich                      |
python-typer              | python:typer                   |  | python3-typer                 | python3-typer                   | py3-typer                     |
python-prometheus-client  | python:prometheus_client       |  | python3-prometheus-client     | python3-prometheus-client       | py3-prometheus-client         |
python-prometheus_client  | python:prometheus_client       |  | python3-prometheus-client     | python3-prometheus_client       | py3-prometheus-client         |
python-ctranslate2        | python:ctranslate2             |  |                               |                                 |                               |
python-gradio             | python:gradio                  |  |                               |                                 |                               |
python-pytest             | python:pytest                  |  | python3-pytest                | python3-pytest                  | py3-pytest                    |
python-tomli              | python:tomli                   |  | python3-tomli                 | python3-tomli                   | py3-tomli                     |
python-dotenv             | python:dotenv                  |  | python3-dotenv                | python3-dotenv                  | py3-dotenv                    |
python-sqlalchemy         | python:sqlalchemy              |  | python3-sqlalchemy            | python3-sqlalchemy              | py3-sqlalchemy                |
python-attrs              | python:attr                    |  | python3-attr                  | python3-attrs                   | py3-attrs                     |
python-zeroconf           | python:zeroconf                |  | python3-zeroconf              | python3-zeroconf                | py3-zeroconf                  |
python-multipart          | python:multipart               |  | python3-python-multipart      | python3-python-multipart        | py3-python-multipart          |
python-markdown           | python:markdown                |  | python3-markdown              | python3-markdown                | py3-markdown                  |
python-pyzmq              | python:zmq                     |  | python3-zmq                   | python3-zmq                     | py3-pyzmq                     |
python-msgpack            | python:msgpack                 |  | python3-msgpack               | python3-msgpack                 | py3-msgpack                   |
python-typing_extensions  | python:typing_extensions       |  | python3-typing-extensions     | python3-typing-extensions       | py3-typing-extensions         |
python-cachetools         | python:cachetools              |  | python3-cachetools            | python3-cachetools              | py3-cachetools                |
python-six                | python:six                     |  | python3-six                   | python3-six                     | py3-six                       |
python-certifi            | python:certifi                 |  | python3-certifi               | python3-certifi                 | py3-certifi                   |
python-charset-normalizer | python:charset_normalizer      |  | python3-charset-normalizer    | python3-charset-normalizer      | py3-charset-normalizer        |
python-lz4                | python:lz4                     |  | python3-lz4                   | python3-lz4                     | py3-lz4                       |
python-blake3             | python:blake3                  |  |                               |                                 | py3-blake3                    |
python-pyaudio            | python:pyaudio                 |  | python3-pyaudio               | python3-pyaudio                 |                               |
python-pathvalidate       | python:pathvalidate            |  | python3-pathvalidate          | python3-pathvalidate            |                               |
python-piper-tts          | python:piper                   |  |                               |                                 |                               |
`;
