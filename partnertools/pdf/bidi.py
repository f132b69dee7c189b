"""A paragraph and its bidirectional classes -> levels, and the order in which a line is drawn.

The Unicode Bidirectional Algorithm (UAX #9), with the names of its rules, as
`layouts/scripts/pdf/bidi.js` has it. An even level runs from left to right, an odd one from right
to left.
"""

from collections.abc import Mapping, Sequence

MOST_LEVELS = 125
# How many brackets may be open at once (BD16).
MOST_BRACKETS = 63
ISOLATES = ("LRI", "RLI", "FSI")
# Which level explicit formatting asks for, an even or an odd one, and which class it forces.
EMBEDDINGS = {"LRE": (0, ""), "RLE": (1, ""), "LRO": (0, "L"), "RLO": (1, "R")}
# What has no place of its own on the line (X9).
REMOVED = (*EMBEDDINGS, "PDF", "BN")
NEUTRAL = ("B", "S", "WS", "ON", *ISOLATES, "PDI")
CLASSES = ("L", "R", "AL", "EN", "ES", "ET", "AN", "CS", "NSM", "PDF", "BN", *EMBEDDINGS, *NEUTRAL)
# What takes the level of its paragraph at the end of a line (L1).
TRAILING = ("B", "S", "WS", *ISOLATES, "PDI", *REMOVED)
# Numbers count as R beside what has no direction (N0, N1).
STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}


def first_strong(classes: Sequence[str]) -> int | None:
    """Return the level that the first letter asks for; None where there is none (P2, P3)."""
    depth = 0
    for one in classes:
        if one in ISOLATES:
            depth += 1
        elif one == "PDI":
            depth = max(0, depth - 1)
        elif not depth and one in ("L", "R", "AL"):
            return 0 if one == "L" else 1
    return None


def levels(
    text: Sequence[str], classes: Sequence[str], brackets: Mapping[str, str], base: int
) -> list[int]:
    """Return the level of each character of a paragraph, whose own level is `base`.

    `brackets` are the closing ones by the opening ones.
    """
    types = list(classes)
    ends = _isolates(classes)
    explicit = _explicit(types, ends, base)
    found = list(explicit)
    for sequence in _sequences(classes, explicit, ends):
        level = explicit[sequence[0]]
        around = _around(sequence, classes, explicit, base)
        start, end = ("R" if max(level, other) % 2 else "L" for other in around)
        _weak(types, sequence, start)
        _brackets(types, classes, sequence, _pairs(text, types, sequence, brackets), start, level)
        _neutral(types, sequence, start, end, level)
        for place in sequence:
            if level % 2:
                found[place] += types[place] != "R"
            else:
                found[place] += {"L": 0, "R": 1}.get(types[place], 2)
    return found


def _isolates(classes: Sequence[str]) -> dict[int, int]:
    """Return the place where each isolate ends, by the one where it begins (BD9)."""
    ends: dict[int, int] = {}
    begun: list[int] = []
    for place, one in enumerate(classes):
        if one in ISOLATES:
            begun.append(place)
        elif one == "PDI" and begun:
            ends[begun.pop()] = place
    return ends


def _explicit(types: list[str], ends: Mapping[int, int], base: int) -> list[int]:
    """Return the levels that formatting characters ask for, and force classes (X1 to X8)."""
    found: list[int] = []
    stack = [(base, "", False)]
    # Those that were nested too deep.
    isolates = embeddings = 0
    for place, one in enumerate(types):
        if one == "PDI" and isolates:
            isolates -= 1
        elif one == "PDI" and any(is_isolate for _, _, is_isolate in stack):
            embeddings = 0
            while not stack.pop()[2]:
                pass
        level, forced, is_isolate = stack[-1]
        found.append(level)
        if forced and one not in REMOVED:
            types[place] = forced
        if one in ISOLATES or one in EMBEDDINGS:
            odd, override = EMBEDDINGS.get(one, (int(one == "RLI"), ""))
            if one == "FSI":
                odd = first_strong(types[place + 1 : ends.get(place, len(types))]) or 0
            above = level + 1 if level % 2 != odd else level + 2
            if above <= MOST_LEVELS and not isolates and not embeddings:
                stack.append((above, override, one in ISOLATES))
            elif one in ISOLATES:
                isolates += 1
            elif not isolates:
                embeddings += 1
        elif one == "PDF" and not isolates:
            if embeddings:
                embeddings -= 1
            elif len(stack) > 1 and not is_isolate:
                stack.pop()
    return found


def _sequences(
    classes: Sequence[str], found: Sequence[int], ends: Mapping[int, int]
) -> list[list[int]]:
    """Return the isolating run sequences, as places (BD13, X10)."""
    runs: list[list[int]] = []
    for place, one in enumerate(classes):
        if one not in REMOVED:
            if not runs or found[runs[-1][-1]] != found[place]:
                runs.append([])
            runs[-1].append(place)
    sequences: list[list[int]] = []
    # What follows an isolate goes on with what the isolate stands in.
    interrupted: dict[int, list[int]] = {}
    for run in runs:
        sequence = interrupted.get(run[0])
        if sequence is None:
            sequence = []
            sequences.append(sequence)
        sequence += run
        if run[-1] in ends:
            interrupted[ends[run[-1]]] = sequence
    return sequences


def _around(
    sequence: Sequence[int], classes: Sequence[str], found: Sequence[int], base: int
) -> tuple[int, int]:
    """Return the levels before and after a sequence (X10)."""
    first, last = sequence[0], sequence[-1]
    before = next((found[p] for p in range(first - 1, -1, -1) if classes[p] not in REMOVED), base)
    rest = () if classes[last] in ISOLATES else range(last + 1, len(classes))
    after = next((found[p] for p in rest if classes[p] not in REMOVED), base)
    return before, after


def _weak(types: list[str], sequence: Sequence[int], start: str) -> None:
    """Resolve marks and numbers (W1 to W7)."""
    before = start
    for place in sequence:
        if types[place] == "NSM":
            types[place] = "ON" if before in (*ISOLATES, "PDI") else before
        before = types[place]
    strong = start
    for place in sequence:
        if types[place] in ("L", "R", "AL"):
            strong = types[place]
        elif types[place] == "EN" and strong == "AL":
            types[place] = "AN"
    for place in sequence:
        if types[place] == "AL":
            types[place] = "R"
    for left, place, right in zip(sequence, sequence[1:], sequence[2:], strict=False):
        if types[left] == types[right] and (types[left], types[place]) in (
            ("EN", "ES"),
            ("EN", "CS"),
            ("AN", "CS"),
        ):
            types[place] = types[left]
    for places in (sequence, sequence[::-1]):
        before = ""
        for place in places:
            if types[place] == "ET" and before == "EN":
                types[place] = "EN"
            before = types[place]
    strong = start
    for place in sequence:
        if types[place] in ("ES", "ET", "CS"):
            types[place] = "ON"
        elif types[place] in ("L", "R"):
            strong = types[place]
        elif types[place] == "EN" and strong == "L":
            types[place] = "L"


def _pairs(
    text: Sequence[str], types: Sequence[str], sequence: Sequence[int], brackets: Mapping[str, str]
) -> list[tuple[int, int]]:
    """Return the brackets that belong together, as indices of the sequence (BD16)."""
    pairs: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    closing = set(brackets.values())
    for index, place in enumerate(sequence):
        char = text[place]
        if types[place] != "ON":
            continue
        if char in brackets:
            if len(opened) == MOST_BRACKETS:
                return []
            opened.append((brackets[char], index))
        elif char in closing:
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth][0] == char:
                    pairs.append((opened[depth][1], index))
                    del opened[depth:]
                    break
    return sorted(pairs)


def _brackets(
    types: list[str],
    classes: Sequence[str],
    sequence: Sequence[int],
    pairs: Sequence[tuple[int, int]],
    start: str,
    level: int,
) -> None:
    """Resolve brackets by what stands in them, and before them (N0)."""
    own = "R" if level % 2 else "L"
    for opening, closing in pairs:
        inside = {STRONG.get(types[place]) for place in sequence[opening + 1 : closing]} - {None}
        if not inside:
            continue
        direction = own
        if own not in inside:
            before = (STRONG.get(types[place]) for place in reversed(sequence[:opening]))
            direction = next((one for one in before if one), start)
        for index in (opening, closing):
            types[sequence[index]] = direction
            # Marks on a bracket go with it.
            for place in sequence[index + 1 :]:
                if classes[place] != "NSM":
                    break
                types[place] = direction


def _neutral(types: list[str], sequence: Sequence[int], start: str, end: str, level: int) -> None:
    """Resolve what has no direction by what stands around it (N1, N2)."""
    own = "R" if level % 2 else "L"
    before = start
    waiting: list[int] = []
    for place in sequence:
        if types[place] in NEUTRAL:
            waiting.append(place)
            continue
        after = STRONG[types[place]]
        for one in waiting:
            types[one] = before if before == after else own
        waiting.clear()
        before = after
    for one in waiting:
        types[one] = before if before == end else own


def in_order(levels: Sequence[int]) -> list[int]:
    """Return the indices of a line's characters, from left to right (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        begin = 0
        while begin < len(order):
            if levels[order[begin]] < level:
                begin += 1
                continue
            end = begin
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[begin:end] = order[begin:end][::-1]
            begin = end
    return order
