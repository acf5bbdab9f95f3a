(* reference.v as the OCaml module Reference. *)
From Coq Require Import Extraction ExtrOcamlBasic ExtrOcamlNatInt ExtrOcamlZBigInt.
From Biasbound.exec Require Import reference.
Extraction Language OCaml.
Extraction "reference.ml" top_k rand_k compressed mean noise_sq bias_sq
  assumption_3 assumption_4 definition_2.
