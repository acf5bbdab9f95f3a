(* Writes the programs of reference.v as reference.ml; ci/checks/proofs links them   *)
(* with driver.ml into the program that properties/reference.cpp asks.              *)
From Coq Require Import Extraction ExtrOcamlBasic ExtrOcamlNatInt ExtrOcamlZBigInt.
From Biasbound.exec Require Import reference.
Extraction Language OCaml.
Extraction "exec/reference.ml" top_k rand_k compressed mean noise_sq bias_sq
  assumption_3 assumption_4 definition_2.
