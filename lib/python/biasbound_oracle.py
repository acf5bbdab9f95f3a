"""Serve a Python function as a gradient oracle or compressor to biasbound.

Standard library only; Python 3.8 or later. A complete audit of a compressor, my_oracle.py:

    import biasbound_oracle

    def scaled_sign(x, rng):
        scale = sum(abs(v) for v in x) / len(x)
        return [scale if v >= 0 else -scale for v in x]

    biasbound_oracle.serve_compressor(scaled_sign, dimension=8, claim={"delta": "1/8"})

and then

    biasbound audit --command 'python3 my_oracle.py'

Vectors come in as array.array('d') and go out as anything that holds d numbers: a list, a tuple, an
array, a numpy array (`numpy.asarray(x)` makes one of x without a copy). `rng` is a random.Random,
seeded from the request and the index of the draw: draw from it alone, and the audit can be repeated
bit for bit. Print as you like: it goes to stderr. Where it is more natural, decorate:

    oracle = biasbound_oracle.Oracle(dimension=8, claim={"sigma2": 8})

    @oracle.sample
    def noisy(x, rng):
        return [v + rng.gauss(0, 1) for v in x]

    @oracle.gradient
    def gradient(x):
        return x

    oracle.serve()
"""

import array
import json
import os
import random
import sys
import traceback
from fractions import Fraction

__all__ = ["Oracle", "Compressor", "serve_oracle", "serve_compressor"]

_SMALL_ENDIAN = sys.byteorder == "little"


class _UserError(Exception):
    """What the user's code did wrong, in one line."""


class _Served:
    """What is served: callables by name, and what the hello says."""

    _type = ""
    _callables = ()

    def __init__(self, *, dimension=None, name=None, claim=None, objective=None,
                 deterministic=False, **callables):
        self._functions = {}
        self._default_dimension = dimension
        self._name = name
        self._claim = claim
        self._objective = objective
        self._deterministic = deterministic
        for key, function in callables.items():
            if key not in self._callables:
                raise TypeError("unknown argument %r; known: %s"
                                % (key, ", ".join(self._callables)))
            if function is not None:
                self._set(key, function)

    def _set(self, key, function):
        if not callable(function):
            raise TypeError("%s must be callable, not %r" % (key, function))
        self._functions[key] = function
        return function

    def __getattr__(self, key):
        # The decorators: oracle.sample, oracle.gradient, ...
        if key.startswith("_") or key not in self._callables:
            raise AttributeError(key)
        return lambda function: self._set(key, function)

    def serve(self):
        """Answers requests until the auditor says bye."""
        if "sample" not in self._functions:
            raise TypeError("nothing to serve: no sample function")
        if self._type == "oracle" and "gradient" not in self._functions:
            raise TypeError("an oracle needs its gradient function")
        _Server(self).run()


class Oracle(_Served):
    """A gradient oracle. Callables, by keyword or as decorators:

    sample(x, rng)   one draw of g(x)                                          (required)
    gradient(x)      grad f(x)                                                 (required)
    value(x)         f(x)
    mean(x)          E g(x)
    second_moment(x) E|g(x)|^2
    outcomes(x)      the finite law: (weight, vector) pairs, weights exact: Fraction, int, "1/6"
    inexact(y)       (f~(y), g~(y)) of an inexact first-order oracle

    dimension: d, where the auditor asks for none; None: it must ask.
    claim: {"M": .., "sigma2": .., "m": .., "zeta2": ..}, {"delta": ..}; numbers or "1/10".
    objective: {"L": .., "mu": .., "f_star": ..}, what is known of f.
    deterministic: every draw at x is the same.
    """

    _type = "oracle"
    _callables = ("sample", "gradient", "value", "mean", "second_moment", "outcomes", "inexact")


class Compressor(_Served):
    """A compressor. Callables, by keyword or as decorators:

    sample(x, rng)   C(x)                                                      (required)
    mean(x), second_moment(x), outcomes(x)   as for an oracle
    encode(x, rng)   C(x) as it is sent: bytes, or (bytes, number of bits). It gets the generator
                     that sample gets for the same draw: both make the same random choices
    decode(bytes)    the d numbers that the bytes stand for
    """

    _type = "compressor"
    _callables = ("sample", "mean", "second_moment", "outcomes", "encode", "decode")


def serve_oracle(sample, gradient, **options):
    """Serves an oracle until the auditor says bye; `options` are the arguments of Oracle."""
    Oracle(sample=sample, gradient=gradient, **options).serve()


def serve_compressor(sample, **options):
    """Serves a compressor until the auditor says bye; `options`: the arguments of Compressor."""
    Compressor(sample=sample, **options).serve()


class _Server:
    """The child's side of protocol 1: one line of JSON, then the payload; one reply a request."""

    def __init__(self, served):
        self._served = served
        self._functions = served._functions
        self._d = served._default_dimension
        # The real stdin and stdout carry the protocol; the user's code gets an empty input, and
        # prints to stderr, also where it writes to descriptor 1 from C.
        self._in = os.fdopen(os.dup(0), "rb", 1 << 16)
        self._out = os.fdopen(os.dup(1), "wb", 1 << 16)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        sys.stdout.flush()
        os.dup2(2, 1)
        sys.stdout = sys.stderr

    def run(self):
        try:
            while True:
                line = self._in.readline()
                if not line:
                    return
                request = json.loads(line.decode("utf-8"))
                if request["type"] == "bye":
                    return
                self._reply(*self._answer(request))
        except (BrokenPipeError, KeyboardInterrupt):
            pass  # the auditor has gone
        finally:
            try:
                self._out.close()
            except OSError:
                pass

    def _reply(self, header, payload=b""):
        self._out.write(json.dumps(header).encode("utf-8") + b"\n")
        self._out.write(payload)
        self._out.flush()

    def _answer(self, request):
        kind = request["type"]
        # The payload first: whatever is answered, the next request must start at its first byte.
        if kind == "decode":
            payload = self._read(request["bytes"])
        elif kind != "hello":
            payload = _doubles(self._read(8 * self._d))
        else:
            payload = None
        try:
            if kind == "hello":
                return self._hello(request)
            if kind == "sample":
                return self._sample(payload, request["count"], request["seed"])
            if kind not in self._functions:
                return ({"type": "unsupported"},)
            return getattr(self, "_answer_" + kind)(payload, request)
        except _UserError as error:
            return ({"type": "error", "message": str(error)},)
        except Exception as error:  # the user's code may raise anything
            traceback.print_exc()
            sys.stderr.flush()
            message = traceback.format_exception_only(type(error), error)[-1].strip()
            return ({"type": "error", "message": message[:1000]},)

    def _read(self, size):
        data = self._in.read(size)
        if len(data) != size:
            raise BrokenPipeError
        return data

    def _hello(self, request):
        if request.get("protocol") != 1:
            raise _UserError("this shim speaks protocol 1, not %r" % request.get("protocol"))
        served = self._served
        self._d = request.get("dimension", served._default_dimension)
        if self._d is None:
            raise _UserError("no dimension: give one here (dimension=8) or to biasbound "
                             "(--dimension 8)")
        if not isinstance(self._d, int) or self._d < 1:
            raise _UserError("dimension = %r, expected an integer >= 1" % (self._d,))
        name = served._name or getattr(self._functions["sample"], "__name__", served._type)
        reply = {"type": served._type, "name": str(name), "dimension": self._d}
        if served._claim is not None:
            reply["claim"] = {key: _exact(v) for key, v in served._claim.items()}
        if served._objective is not None:
            reply["objective"] = {key: _exact(v) for key, v in served._objective.items()}
        if served._deterministic:
            reply["deterministic"] = True
        extensions = [key for key in ("second_moment", "inexact") if key in self._functions]
        if extensions:
            reply["extensions"] = extensions
        return (reply,)

    def _sample(self, x, count, seed):
        function = self._functions["sample"]
        draws = array.array("d")
        for index in range(count):
            draws.extend(self._vector(function(_copy(x), _generator(seed, index)), "sample"))
        return {"type": "samples", "count": count}, _bytes(draws)

    def _answer_gradient(self, x, _request):
        return {"type": "gradient"}, self._vector_bytes("gradient", x)

    def _answer_mean(self, x, _request):
        return {"type": "mean"}, self._vector_bytes("mean", x)

    def _answer_value(self, x, _request):
        return ({"type": "value", "value": _number(self._functions["value"](x), "value")},)

    def _answer_second_moment(self, x, _request):
        value = _number(self._functions["second_moment"](x), "second_moment")
        return ({"type": "second_moment", "value": value},)

    def _answer_inexact(self, y, _request):
        result = self._functions["inexact"](y)
        if result is None:
            return ({"type": "unsupported"},)
        try:
            value, gradient = result
        except (TypeError, ValueError):
            raise _UserError("inexact returned %s, expected (value, gradient)" % _shown(result))
        return ({"type": "inexact", "value": _number(value, "inexact")},
                _bytes(self._vector(gradient, "inexact")))

    def _answer_outcomes(self, x, _request):
        law = self._functions["outcomes"](x)
        if law is None:
            return ({"type": "unsupported"},)
        weights, values = [], array.array("d")
        for outcome in law:
            try:
                weight, value = outcome
            except (TypeError, ValueError):
                raise _UserError("outcomes gave %s, expected (weight, vector) pairs"
                                 % _shown(outcome))
            weights.append(_exact(weight))
            values.extend(self._vector(value, "outcomes"))
        return {"type": "outcomes", "count": len(weights), "weights": weights}, _bytes(values)

    def _answer_encode(self, x, request):
        result = self._functions["encode"](x, _generator(request["seed"], 0))
        data, bits = result if isinstance(result, tuple) else (result, None)
        data = bytes(data)
        bits = 8 * len(data) if bits is None else int(bits)
        return {"type": "encoded", "bits": bits, "bytes": len(data)}, data

    def _answer_decode(self, data, _request):
        return {"type": "decoded"}, _bytes(self._vector(self._functions["decode"](data), "decode"))

    def _vector_bytes(self, key, x):
        return _bytes(self._vector(self._functions[key](x), key))

    def _vector(self, values, what):
        """The d numbers in `values`, as an array('d')."""
        if isinstance(values, array.array) and values.typecode == "d":
            result = values
        else:
            result = _from_buffer(values)
            if result is None:
                try:
                    result = array.array("d", values)
                except (TypeError, ValueError, OverflowError) as error:
                    raise _UserError("%s returned %s, expected %d numbers (%s)"
                                     % (what, _shown(values), self._d, error))
        if len(result) != self._d:
            raise _UserError("%s returned %d numbers, expected %d" % (what, len(result), self._d))
        return result


def _generator(seed, index):
    # Text, because the integer seeds of neighbouring requests must not meet.
    return random.Random("%d/%d" % (seed, index))


def _copy(x):
    return array.array("d", x)  # user code may change x in place


def _doubles(data):
    values = array.array("d")
    values.frombytes(data)
    if not _SMALL_ENDIAN:
        values.byteswap()
    return values


def _bytes(values):
    if not _SMALL_ENDIAN:
        values = _copy(values)
        values.byteswap()
    return values.tobytes()


def _from_buffer(values):
    """A buffer of doubles (a numpy array) without a loop in Python; None for the rest."""
    if isinstance(values, (list, tuple)):
        return None
    try:
        view = memoryview(values)
    except TypeError:
        return None
    if view.ndim == 1 and view.format in ("d", "<d", "=d") and _SMALL_ENDIAN:
        return _doubles(view.tobytes())
    return None


def _number(value, what):
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise _UserError("%s returned %s, expected a number" % (what, _shown(value)))


def _exact(value):
    """A number as the protocol carries it exactly: integers, floats; Fractions as text."""
    if isinstance(value, Fraction):
        return "%d/%d" % (value.numerator, value.denominator)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < 1 << 63 else str(value)
    if isinstance(value, (str, float)):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        raise _UserError("%s is not a number" % _shown(value))


def _shown(value):
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
