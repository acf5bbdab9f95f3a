(* Programs over exact rationals: top-k, the law of rand-k, the moments of a      *)
(* finite law, and the checks of Definition 2 and of Assumptions 3 and 4. They    *)
(* are extracted to OCaml (extract.v), and the C++ references are run against     *)
(* them; agreement.v proves that they compute what the theorems speak of.         *)
(* Vectors are lists, a law is a list of (weight, outcome).                       *)
From Coq Require Import QArith Qabs Qreduction.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Local Open Scope Q_scope.

Definition total (s : seq Q) : Q := foldr (fun a b => Qred (a + b)) 0 s.
Definition norm_sq (x : seq Q) : Q := total [seq a * a | a <- x].
Definition minus (x y : seq Q) : seq Q := [seq p.1 - p.2 | p <- zip x y].
Definition plus (x y : seq Q) : seq Q := [seq p.1 + p.2 | p <- zip x y].

(* ---- finite laws *)

Definition law := seq (Q * seq Q).

Definition expect (F : seq Q -> Q) (l : law) : Q := total [seq w.1 * F w.2 | w <- l].
Definition mean (d : nat) (l : law) : seq Q :=
  [seq expect (fun v => nth 0 v i) l | i <- iota 0 d].
Definition noise_sq (d : nat) (l : law) : Q :=
  let m := mean d l in expect (fun v => norm_sq (minus v m)) l.
Definition bias_sq (l : law) (gradient : seq Q) : Q :=
  norm_sq (minus (mean (size gradient) l) gradient).

(* ---- what is claimed of them *)

Definition assumption_3 (d : nat) (l : law) (M s2 : Q) : bool :=
  Qle_bool (noise_sq d l) (M * norm_sq (mean d l) + s2).
Definition assumption_4 (l : law) (gradient : seq Q) (m z2 : Q) : bool :=
  Qle_bool (bias_sq l gradient) (m * norm_sq gradient + z2).
Definition definition_2 (l : law) (x : seq Q) (delta : Q) : bool :=
  Qle_bool (expect (fun v => norm_sq (minus v x)) l) ((1 - delta) * norm_sq x).

(* ---- top-k: an entry is kept where fewer than k others come before it, larger  *)
(* in magnitude, or equal and of lower index                                      *)

Definition before (x : seq Q) (j i : nat) : bool :=
  let a := Qabs (nth 0 x j) in
  let b := Qabs (nth 0 x i) in
  ~~ Qle_bool a b || Qeq_bool a b && (j < i)%N.
Definition rank (x : seq Q) (i : nat) : nat :=
  count (fun j => before x j i) (iota 0 (size x)).
Definition top_k (k : nat) (x : seq Q) : seq Q :=
  [seq if (rank x i < k)%N then nth 0 x i else 0 | i <- iota 0 (size x)].

(* ---- rand-k: all masks with k ones among d, each as likely *)

Fixpoint masks (d k : nat) : seq (seq bool) :=
  match d with
  | 0%N => if k is 0%N then [:: [::]] else [::]
  | S d' => [seq false :: m | m <- masks d' k] ++
            (if k is S k' then [seq true :: m | m <- masks d' k'] else [::])
  end.
Definition keep (m : seq bool) (x : seq Q) : seq Q :=
  [seq if p.1 then p.2 else 0 | p <- zip m x].
Definition scale (a : Q) (x : seq Q) : seq Q := [seq a * b | b <- x].
Definition rand_k (k : nat) (a : Q) (x : seq Q) : law :=
  let all := masks (size x) k in
  let weight := Qred (1 / inject_Z (Z.of_nat (size all))) in
  [seq (weight, scale a (keep m x)) | m <- all].

(* ---- a compressor of a gradient with noise *)

Definition compressed (C : seq Q -> law) (gradient : seq Q) (noise : law) : law :=
  flatten [seq [seq (n.1 * c.1, c.2) | c <- C (plus gradient n.2)] | n <- noise].
