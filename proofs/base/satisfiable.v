(* [satisfiable_by (@T)] says that the hypotheses of the theorem T can hold    *)
(* together: it turns a statement (forall x, P x -> Q x) into (exists x and a   *)
(* proof of P x). Each theorem T of the manifest comes with a lemma             *)
(* T_satisfiable of this type, proved on a concrete case, so that none is       *)
(* vacuous; ci/checks/proofs asks for it.                                       *)
Ltac satisfiable_of statement :=
  let statement := eval cbv zeta in statement in
  lazymatch statement with
  | forall x : ?A, @?B x =>
      let v := fresh "v" in
      constr:(@ex A (fun v : A => ltac:(
        let rest := eval cbv beta in (B v) in
        let result := satisfiable_of rest in exact result)))
  | _ => constr:(True)
  end.
Notation satisfiable_by T :=
  (ltac:(let statement := type of T in
         let result := satisfiable_of statement in exact result)) (only parsing).
