(* Definition 2: C in C(delta), delta > 0, when E|C(v) - v|^2 <= (1 - delta) |v|^2     *)
(* for all v.  Then g = C(df) has bias |b|^2 <= (1 - delta) |df|^2: m = 1 - delta,       *)
(* zeta2 = 0 (its noise: contraction_variance.v).  For every delta in (0, 1] some C       *)
(* without randomness attains this at every point; top-k is in C(k/d).                    *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gradient_oracle top_k.
From Biasbound.base Require Import satisfiable.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* C v w, for a draw w ~ E *)
Record compressor d Om (E : expectation Om) (C : 'rV[R]_d.+1 -> Om -> 'rV[R]_d.+1) (delta : R) :
  Prop := Compressor {
    compressor_square : square_integrable E C;
    compressor_gt0 : 0 < delta;
    compressor_le : forall v, Ex E (fun w => nsq (C v w - v)) <= (1 - delta) * nsq v }.

(* delta <= 1 follows, since some v is not 0 *)
Lemma compressor_le1 d Om (E : expectation Om) (C : 'rV[R]_d.+1 -> Om -> 'rV[R]_d.+1) delta :
  compressor E C delta -> delta <= 1.
Proof.
move=> [sq _ h]; have [v v1] := @nsq_onto d 1 ler01; rewrite -subr_ge0.
have := le_trans (error_of_ge sq v v) (h v); rewrite v1 mulr1.
exact: le_trans (nsq_ge0 _).
Qed.

(* C(df x) *)
Definition compressed d Om (C : 'rV[R]_d.+1 -> Om -> 'rV[R]_d.+1) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1)
  x w := C (df x) w.

Theorem definition_2 d Om (E : expectation Om) (C : 'rV[R]_d.+1 -> Om -> 'rV[R]_d.+1) delta df :
  compressor E C delta -> bounded_bias df (bias_of df E (compressed C df)) (1 - delta) 0.
Proof.
move=> cC; have [i1 i2] := compressor_square cC; have sq : square_integrable E (compressed C df).
  by split=> x; [exact: i1|exact: i2].
have hB x : nsq (bias_of df E (compressed C df) x) <= (1 - delta) * nsq (df x).
  exact: le_trans (error_of_ge sq x (df x)) (compressor_le cC (df x)).
have d0 := compressor_gt0 cC; have d1 := compressor_le1 cC.
split=> [|||x]; rewrite ?subr_ge0 ?addr0 ?hB //.
by rewrite ltr_subl_addl ltr_addr.
Qed.

(* |b|^2 = (1 - delta) |df|^2 *)
Theorem definition_2_tight d delta : 0 < delta -> delta <= 1 ->
  exists C : 'rV[R]_d.+1 -> unit -> 'rV[R]_d.+1, compressor sure C delta /\
    forall df x, nsq (bias_of df sure (compressed C df) x) = (1 - delta) * nsq (df x).
Proof.
move=> d0 d1; pose c := Num.sqrt (1 - delta).
have c2 : c ^+ 2 = 1 - delta by rewrite /c sqr_sqrtr // subr_ge0.
have e (v : 'rV[R]_d.+1) : nsq ((1 - c) *: v - v) = (1 - delta) * nsq v.
  by rewrite -c2 -nsqZ -[in RHS]nsqN; congr nsq; rewrite scalerBl scale1r addrAC subrr add0r.
exists (fun v _ => (1 - c) *: v); split=> [|df x]; last by rewrite /bias_of /mean_of ExV_sure e.
by split=> // v; rewrite Ex_sure e.
Qed.

(* without randomness, the bound of Definition 2 at df x is the bias *)
Theorem definition_2_deterministic d (C : 'rV[R]_d.+1 -> unit -> 'rV[R]_d.+1) df x :
  nsq (bias_of df sure (compressed C df) x) = Ex sure (fun w => nsq (C (df x) w - df x)).
Proof. by rewrite /bias_of /mean_of ExV_sure Ex_sure. Qed.

Theorem definition_2_top_k d k (sel : 'rV[R]_d.+1 -> {set 'I_d.+1}) : (0 < k)%N ->
  (forall v, is_top k v (sel v)) -> compressor sure (fun v _ => keep (sel v) v) (k%:R / d.+1%:R).
Proof.
move=> k0 tsel; split; first exact: square_integrable_sure.
  by rewrite divr_gt0 ?ltr0n.
by move=> v; rewrite Ex_sure; exact: keep_err_le.
Qed.

Lemma top_2_compressor : compressor sure (fun (v : 'rV[R]_3) _ => keep (topset 2 v) v) (2%:R /
  3%:R).
Proof. by apply: (@definition_2_top_k 2 2 (topset 2)) => // v; exact: topset_top. Qed.

Lemma definition_2_satisfiable : satisfiable_by (@definition_2).
Proof. by eexists; eexists; eexists; eexists; eexists; exists (fun x => 2%:R *: x),
  top_2_compressor. Qed.

Lemma definition_2_tight_satisfiable : satisfiable_by (@definition_2_tight).
Proof. by exists 2%N, 1, ltr01. Qed.

Lemma definition_2_deterministic_satisfiable : satisfiable_by (@definition_2_deterministic).
Proof. by exists 2%N, (fun v _ => v), (fun x => 2%:R *: x), (const_mx 1). Qed.

Lemma definition_2_top_k_satisfiable : satisfiable_by (@definition_2_top_k).
Proof. by exists 2%N, 2%N, (topset 2), isT, (fun v => @topset_top 3 2 v isT). Qed.
