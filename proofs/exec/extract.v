(* Writes the functions of compressors.v as reference.ml; ci/checks/proofs links   *)
(* them with driver.ml into the program that properties/reference compares with.   *)
From Coq Require Import Extraction ExtrOcamlBasic.
From Biasbound.exec Require Import compressors.

Extraction "exec/reference.ml" compressors.top_k compressors.rand_k compressors.moments.
