// The part of a PrairieLearn question that runs on the server: the same for all, for what differs is in data.json.
import { PYTHON_COMPARISON } from './python.js';

/** The text of server.py. */
export function prairieLearnServer(): string {
  return `"""Hands out the right answers of data.json, and grades by what stands there of each part."""

import json
import os

import numpy as np
import prairielearn as pl

PARTLY = 0.5  # of the share of right numbers in a wrong vector or matrix


def read_data(data):
    path = os.path.join(data["options"]["question_path"], "data.json")
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def generate(data):
    question = read_data(data)
    data["params"]["given"] = question["params"]
    for part in question["parts"]:
        if part["kind"] == "number":
            data["correct_answers"][part["id"]] = part["answer"]
        elif part["kind"] != "choice":
            matrix = np.array(part["answer"], dtype=float)
            data["correct_answers"][part["id"]] = pl.to_json(matrix)


def grade(data):
    for part in read_data(data)["parts"]:
        name = part["id"]
        # Choices carry their scores and feedback themselves.
        if part["kind"] == "choice" or name not in data["partial_scores"]:
            continue
        answer = pl.from_json(data["submitted_answers"].get(name))
        if answer is None or name in data["format_errors"]:
            continue
        score, feedback = judge(plain(answer), part)
        data["partial_scores"][name]["score"] = score
        if feedback:
            data["feedback"][name] = feedback
    pl.set_weighted_score_data(data)


def judge(answer, part):
    """Score from 0 to 1, and what is said of a wrong answer that is known."""
    right, tolerance, period = part["answer"], part["tolerance"], part.get("period")
    if is_same(answer, right, tolerance, period):
        return 1, None
    for wrong in part["wrong"]:
        if is_same(answer, wrong["answer"], tolerance, period):
            return wrong["share"], wrong["feedback"]
    if part["kind"] == "number" or shape_of(answer) != shape_of(right):
        return 0, None
    # Zeros that should be zeros do not count.
    answers, rights = numbers_of(answer), numbers_of(right)
    near = are_near(answers, rights, tolerance, period)
    counted = [i for i in range(len(rights)) if rights[i] != 0 or answers[i] != 0]
    good = [i for i in counted if rights[i] != 0 and near[i]]
    return PARTLY * len(good) / max(1, len(counted)), None


${PYTHON_COMPARISON}`;
}
