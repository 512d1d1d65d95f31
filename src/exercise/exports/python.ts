// Python that compares answers, by the rules of `gradeAnswer`: for what runs where students' answers are. It needs nothing
// but Python itself.

/** Functions that read and compare answers. */
export const PYTHON_COMPARISON = `def plain(answer):
    """Nested lists of numbers, from what Python, NumPy or PyTorch made."""
    if hasattr(answer, "tolist"):
        answer = answer.tolist()
    if isinstance(answer, (list, tuple)):
        return [plain(entry) for entry in answer]
    return answer if isinstance(answer, str) else float(answer)


def shape_of(answer):
    """Lengths of the axes; () for a number."""
    if not isinstance(answer, list):
        return ()
    return (len(answer),) + (shape_of(answer[0]) if answer else ())


def numbers_of(answer):
    """All numbers in a row."""
    if not isinstance(answer, list):
        return [answer]
    return [number for entry in answer for number in numbers_of(entry)]


def are_near(answers, rights, tolerance, period=None):
    """For each number whether it is within the tolerance of the right one."""
    room = tolerance * (1 + 1e-12) + 1e-12 * max(abs(right) for right in rights)
    near = []
    for answer, right in zip(answers, rights):
        off = abs(answer - right)
        if period:
            off = min(off % period, period - off % period)
        near.append(off <= room)
    return near


def is_same(answer, right, tolerance, period=None):
    """Whether an answer is another one, within the tolerance."""
    if isinstance(answer, str) or isinstance(right, str):
        return answer == right
    answers, rights = numbers_of(answer), numbers_of(right)
    if shape_of(answer) != shape_of(right) or len(answers) != len(rights):
        return False
    return all(are_near(answers, rights, tolerance, period))
`;
