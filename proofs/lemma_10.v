(* Lemma 10: g = rand-k(df + n), n an unbiased noise with E|n|^2 <= Mb |df|^2 + sb2  *)
(* and the set of indices independent of n, is a biased gradient oracle with           *)
(*   M = (1 + Mb) d/k - 1,  sigma2 = (k/d) sb2,  zeta2 = 0,  m = (1 - k/d)^2           *)
(* ([lemma_10]; with the printed m = 1 - k/d, [lemma_10_printed]).                     *)
(* M and sigma2 are attained where n attains its bound ([lemma_10_attained]), and no    *)
(* smaller ones serve ([lemma_10_sharp]).  The bias is an equality,                    *)
(*   |b|^2 = (1 - k/d)^2 |df|^2  ([rand_k_sharp_m]),                                   *)
(* so |b|^2 = (1 - k/d) |df|^2, a line of the printed proof, is false.                 *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gradient_instances.
From Biasbound.base Require Import gradient_oracle rand_k satisfiable witness tight_noise.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* rand-k(df x + n x xi) on the set S, w = (xi, S); the law of w is draw_law kd E.    *)
(* The oracle's dimension is d.+1; df is any field, a gradient or not.                *)
Definition rand_k_of d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi n x (w : Xi * {set 'I_d.+1}) :
  'rV[R]_d.+1 := randk (df x + n x w.1) w.2.

Lemma rand_k_ofE d df Xi n : @rand_k_of d df Xi n = sparse df n 1.
Proof. by do 2!apply: funext => ?; rewrite /sparse scale1r. Qed.

Theorem lemma_10 d k (kd : (k <= d.+1)%N) df Xi (E : expectation Xi) n Mb sb2 :
  (0 < k)%N -> biased_oracle E n -> bounded_noise df E (fun=> 0) n Mb sb2 ->
  gradient_oracle df (draw_law kd E) (rand_k_of df n)
    ((1 + Mb) * (d.+1%:R / k%:R) - 1) (k%:R / d.+1%:R * sb2) ((1 - k%:R / d.+1%:R) ^+ 2) 0.
Proof.
move=> k0 orc hN; have r0 := ratio_gt0 k0 kd; have r1 := ratio_le1 k0 kd.
rewrite rand_k_ofE; apply: (gradient_oracle_of (sparse_square kd df 1 orc)) => //.
- exact: sparse_M_ge0 (noise_M hN).
- by apply: mulr_ge0; [exact: ltW|exact: noise_s2 hN].
- exact: sqr_ge0.
- by rewrite expr_lt1 ?subr_ge0 // ltr_subl_addl ltr_addr.
- by move=> x; have := sparse_noise_le k0 kd 1 orc x hN; rewrite expr1n mul1r.
- by move=> x; rewrite (sparse_bias k0) // nsqZ mul1r addr0 -sqrrN opprB.
Qed.

Theorem lemma_10_printed d k (kd : (k <= d.+1)%N) df Xi (E : expectation Xi) n Mb sb2 :
  (0 < k)%N -> biased_oracle E n -> bounded_noise df E (fun=> 0) n Mb sb2 ->
  gradient_oracle df (draw_law kd E) (rand_k_of df n)
    ((1 + Mb) * (d.+1%:R / k%:R) - 1) (k%:R / d.+1%:R * sb2) (1 - k%:R / d.+1%:R) 0.
Proof.
move=> k0 orc hN; have [o1 o2 [_ _ _ hB]] := lemma_10 kd k0 orc hN.
have r0 := ratio_gt0 k0 kd; have r1 := ratio_le1 k0 kd.
have m0 : 0 <= 1 - k%:R / d.+1%:R :> R by rewrite subr_ge0.
split=> //; split=> // [|x]; first by rewrite ltr_subl_addl ltr_addr.
apply: le_trans (hB x) _; rewrite !addr0; apply: ler_wpmul2r; first exact: nsq_ge0.
by rewrite expr2 ler_pimulr // ler_subl_addl ler_addr ltW.
Qed.

Theorem lemma_10_attained d k (kd : (k <= d.+1)%N) df Xi (E : expectation Xi) n Mb sb2 x :
  (0 < k)%N -> biased_oracle E n ->
  Ex E (fun xi => nsq (n x xi)) = Mb * nsq (df x) + sb2 ->
  Ex (draw_law kd E) (fun w => nsq (noise_of (draw_law kd E) (rand_k_of df n) x w)) =
    ((1 + Mb) * (d.+1%:R / k%:R) - 1) * nsq (mean_of (draw_law kd E) (rand_k_of df n) x)
    + k%:R / d.+1%:R * sb2.
Proof.
move=> k0 orc e; rewrite rand_k_ofE (sparse_noise_attained k0 kd 1 orc e).
by rewrite expr1n mul1r.
Qed.

Theorem rand_k_sharp_m d k (kd : (k <= d.+1)%N) df Xi (E : expectation Xi) n x :
  (0 < k)%N -> biased_oracle E n ->
  nsq (bias_of df (draw_law kd E) (rand_k_of df n) x) = (1 - k%:R / d.+1%:R) ^+ 2 * nsq (df x).
Proof.
by move=> k0 orc; rewrite rand_k_ofE (sparse_bias k0) // nsqZ mul1r -sqrrN opprB.
Qed.

(* the equality in the printed proof *)
Theorem lemma_10_proof_equality_false :
  ~ (forall d k (kd : (k <= d.+1)%N) (f : 'rV[R]_d.+1 -> R) df Xi (E : expectation Xi) n Mb sb2 x,
       (0 < k)%N -> gradient f df -> biased_oracle E n -> bounded_noise df E (fun=> 0) n Mb sb2 ->
       nsq (bias_of df (draw_law kd E) (rand_k_of df n) x) = (1 - k%:R / d.+1%:R) * nsq (df x)).
Proof.
pose df (x : 'rV[R]_2) := 2%:R *: x; pose n := tight_noise df 0 0.
have orc : biased_oracle coin n := tight_noise_oracle df 0 0.
have hN := tight_noise_bounded df (lexx 0) (lexx 0).
move=> /(_ 1%N 1%N isT _ df bool coin n 0 0 (@unit0 1) isT (@gradient_nsq 1) orc hN).
rewrite rand_k_sharp_m // nsqZ nsq_unit0; rlra.
Qed.

(* no smaller M and no smaller sigma2 serve every noise: f = |x|^2 *)
Theorem lemma_10_sharp d k (kd : (k <= d.+1)%N) Mb sb2 M s2 :
  (0 < k)%N -> 0 <= Mb -> 0 <= sb2 ->
  (forall Xi (E : expectation Xi) n (df := fun x : 'rV[R]_d.+1 => 2%:R *: x),
     biased_oracle E n -> bounded_noise df E (fun=> 0) n Mb sb2 ->
     bounded_noise df (draw_law kd E) (bias_of df (draw_law kd E) (rand_k_of df n))
       (noise_of (draw_law kd E) (rand_k_of df n)) M s2) ->
  (1 + Mb) * (d.+1%:R / k%:R) - 1 <= M /\ k%:R / d.+1%:R * sb2 <= s2.
Proof.
move=> k0 Mb0 sb0 h; pose df (x : 'rV[R]_d.+1) := 2%:R *: x; pose n := tight_noise df Mb sb2.
have orc : biased_oracle coin n := tight_noise_oracle df Mb sb2.
have [_ _ {}h] := h _ _ n orc (tight_noise_bounded df Mb0 sb0).
have r0 := ratio_gt0 k0 kd; have q0 : 0 < (k%:R / d.+1%:R) ^+ 2 :> R by rewrite exprn_gt0.
have {}h q : 0 <= q -> ((1 + Mb) * (d.+1%:R / k%:R) - 1) * q + k%:R / d.+1%:R * sb2 <= M * q + s2.
  move=> qp; have [x ex] : exists x : 'rV[R]_d.+1, nsq x = q / (k%:R / d.+1%:R) ^+ 2 / 4%:R.
    by apply: nsq_onto; rewrite divr_ge0 ?ler0n // divr_ge0 // ltW.
  have := h x; rewrite mean_of_bias (lemma_10_attained kd k0 orc (tight_noise_nsq df Mb0 sb0 x)).
  have -> // : nsq (mean_of (draw_law kd coin) (rand_k_of df n) x) = q.
  rewrite rand_k_ofE (sparse_mean k0) // mul1r !nsqZ ex.
  have e4 : 2%:R ^+ 2 = 4%:R :> R by rewrite -natrX.
  by rewrite e4 [4%:R * _]mulrC divfK ?pnatr_eq0 // mulrC divfK // lt0r_neq0.
split; last by have := h 0 (lexx 0); rewrite !mulr0 !add0r.
apply: (@slope_le _ _ (s2 - k%:R / d.+1%:R * sb2)) => q /h.
by move: (_ * q) (M * q) (_ * sb2) => a c e; rlra.
Qed.

Lemma lemma_10_satisfiable : satisfiable_by (@lemma_10).
Proof.
exists 2%N, 2%N, isT, (fun x => 2%:R *: x), bool, coin, (tight_noise (fun x => 2%:R *: x) 1 1),
  1, 1.
exists isT, (tight_noise_oracle _ _ _).
by exists (tight_noise_bounded _ ler01 ler01).
Qed.

Lemma lemma_10_printed_satisfiable : satisfiable_by (@lemma_10_printed).
Proof. exact: lemma_10_satisfiable. Qed.

Lemma lemma_10_attained_satisfiable : satisfiable_by (@lemma_10_attained).
Proof.
exists 2%N, 2%N, isT, (fun x => 2%:R *: x), bool, coin, (tight_noise (fun x => 2%:R *: x) 1 1),
  1, 1.
exists (const_mx 1), isT, (tight_noise_oracle _ _ _).
by exists (tight_noise_nsq _ ler01 ler01 _).
Qed.

Lemma rand_k_sharp_m_satisfiable : satisfiable_by (@rand_k_sharp_m).
Proof.
exists 2%N, 2%N, isT, (fun x => 2%:R *: x), bool, coin, (tight_noise (fun x => 2%:R *: x) 1 1).
by exists (const_mx 1), isT, (tight_noise_oracle _ _ _).
Qed.

Lemma lemma_10_sharp_satisfiable : satisfiable_by (@lemma_10_sharp).
Proof.
exists 2%N, 2%N, isT, 1, 1, ((1 + 1) * (3%:R / 2%:R) - 1), (2%:R / 3%:R * 1).
exists isT, ler01, ler01.
suff h : forall Xi (E : expectation Xi) n (df := fun x : 'rV[R]_3 => 2%:R *: x),
     biased_oracle E n -> bounded_noise df E (fun=> 0) n 1 1 ->
     bounded_noise df (@draw_law 3 2 isT _ E) (bias_of df (@draw_law 3 2 isT _ E) (rand_k_of df n))
       (noise_of (@draw_law 3 2 isT _ E) (rand_k_of df n))
       ((1 + 1) * (3%:R / 2%:R) - 1) (2%:R / 3%:R * 1) by exists h.
by move=> Xi E n df orc hN; have [] := @lemma_10 2 2 isT df Xi E n 1 1 isT orc hN.
Qed.
