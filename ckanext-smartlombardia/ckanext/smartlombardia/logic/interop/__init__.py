"""The audit in the registry: facts to verdicts, findings that keep their number, the matrix and the pages' answers.

`scope` says who is judged and what is known of them, `judging` asks the engine, `keeping` writes what changed, `seen`
says who may see a finding, the other modules read. Verdicts come from `interop`; nothing here decides.
"""
