(* Lemma 12: g = (d/k) rand-k(df + n), n an unbiased noise, E|n|^2 <= Mb |df|^2 + sb2, *)
(* independent of the set of indices, is unbiased with bounded noise:                  *)
(*   m = 0, zeta2 = 0,  M = (1 + Mb) d/k - 1,  sigma2 = (d/k) sb2.                     *)
(* Where n attains its bound, so does g ([lemma_12_attained]; the last "=" of the        *)
(* printed proof holds there only), and no smaller M and sigma2 serve ([lemma_12_sharp]).*)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gradient_instances.
From Biasbound.base Require Import gradient_oracle rand_k satisfiable witness tight_noise.
From Biasbound Require Import lemma_10.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* rand-k' *)
Definition scaled_rand_k_of d k (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi n x (w : Xi * {set 'I_d.+1}) :
  'rV[R]_d.+1 := (d.+1%:R / k%:R) *: rand_k_of df n x w.

Lemma scaled_rand_k_ofE d k df Xi n :
  @scaled_rand_k_of d k df Xi n = sparse df n (d.+1%:R / k%:R).
Proof. by []. Qed.

Lemma scale_ratio d k : (0 < k)%N -> d.+1%:R / k%:R * (k%:R / d.+1%:R) = 1 :> R.
Proof. by move=> k0; rewrite mulrA divfK ?divff // pnatr_eq0 -lt0n. Qed.

Lemma scale2_ratio d k : (0 < k)%N ->
  (d.+1%:R / k%:R) ^+ 2 * (k%:R / d.+1%:R) = d.+1%:R / k%:R :> R.
Proof. by move=> k0; rewrite expr2 -mulrA scale_ratio // mulr1. Qed.

Theorem lemma_12 d k (kd : (k <= d.+1)%N) df Xi (E : expectation Xi) n Mb sb2 :
  (0 < k)%N -> biased_oracle E n -> bounded_noise df E (fun=> 0) n Mb sb2 ->
  (forall x, mean_of (draw_law kd E) (scaled_rand_k_of k df n) x = df x) /\
  gradient_oracle df (draw_law kd E) (scaled_rand_k_of k df n)
    ((1 + Mb) * (d.+1%:R / k%:R) - 1) (d.+1%:R / k%:R * sb2) 0 0.
Proof.
move=> k0 orc hN; rewrite scaled_rand_k_ofE.
have mE x : mean_of (draw_law kd E) (sparse df n (d.+1%:R / k%:R)) x = df x.
  by rewrite (sparse_mean k0) // scale_ratio // scale1r.
split=> //; apply: (gradient_oracle_of (sparse_square kd df _ orc)) => //.
- exact: sparse_M_ge0 (noise_M hN).
- by apply: mulr_ge0; [rewrite divr_ge0 ?ler0n|exact: noise_s2 hN].
- exact: ltr01.
- by move=> x; have := sparse_noise_le k0 kd (d.+1%:R / k%:R) orc x hN; rewrite scale2_ratio.
- by move=> x; rewrite /bias_of mE subrr nsq0 mul0r addr0.
Qed.

Theorem lemma_12_attained d k (kd : (k <= d.+1)%N) df Xi (E : expectation Xi) n Mb sb2 x :
  (0 < k)%N -> biased_oracle E n ->
  Ex E (fun xi => nsq (n x xi)) = Mb * nsq (df x) + sb2 ->
  Ex (draw_law kd E) (fun w => nsq (noise_of (draw_law kd E) (scaled_rand_k_of k df n) x w)) =
    ((1 + Mb) * (d.+1%:R / k%:R) - 1) * nsq (df x) + d.+1%:R / k%:R * sb2.
Proof.
move=> k0 orc e; rewrite scaled_rand_k_ofE (sparse_noise_attained k0 kd _ orc e).
by rewrite scale2_ratio // (sparse_mean k0) // scale_ratio // scale1r.
Qed.

Theorem lemma_12_sharp d k (kd : (k <= d.+1)%N) Mb sb2 M s2 :
  (0 < k)%N -> 0 <= Mb -> 0 <= sb2 ->
  (forall Xi (E : expectation Xi) n (df := fun x : 'rV[R]_d.+1 => 2%:R *: x),
     biased_oracle E n -> bounded_noise df E (fun=> 0) n Mb sb2 ->
     bounded_noise df (draw_law kd E) (bias_of df (draw_law kd E) (scaled_rand_k_of k df n))
       (noise_of (draw_law kd E) (scaled_rand_k_of k df n)) M s2) ->
  (1 + Mb) * (d.+1%:R / k%:R) - 1 <= M /\ d.+1%:R / k%:R * sb2 <= s2.
Proof.
move=> k0 Mb0 sb0 h; pose df (x : 'rV[R]_d.+1) := 2%:R *: x; pose n := tight_noise df Mb sb2.
have orc : biased_oracle coin n := tight_noise_oracle df Mb sb2.
have [_ _ {}h] := h _ _ n orc (tight_noise_bounded df Mb0 sb0).
have {}h q : 0 <= q -> ((1 + Mb) * (d.+1%:R / k%:R) - 1) * q + d.+1%:R / k%:R * sb2 <= M * q + s2.
  move=> qp; have [x ex] : exists x : 'rV[R]_d.+1, nsq x = q / 4%:R.
    by apply: nsq_onto; rewrite divr_ge0 ?ler0n.
  have := h x; rewrite mean_of_bias (lemma_12_attained kd k0 orc (tight_noise_nsq df Mb0 sb0 x)).
  have [-> _] := lemma_12 kd k0 orc (tight_noise_bounded df Mb0 sb0).
  have -> // : nsq (df x) = q.
  have e4 : 2%:R ^+ 2 = 4%:R :> R by rewrite -natrX.
  by rewrite nsqZ ex e4 mulrC divfK ?pnatr_eq0.
split; last by have := h 0 (lexx 0); rewrite !mulr0 !add0r.
apply: (@slope_le _ _ (s2 - d.+1%:R / k%:R * sb2)) => q /h.
by move: (_ * q) (M * q) (_ * sb2) => a c e; rlra.
Qed.

(* the last equality of the printed proof *)
Theorem lemma_12_proof_equality_false :
  ~ (forall d k (kd : (k <= d.+1)%N) df Xi (E : expectation Xi) n Mb sb2 (x : 'rV[R]_d.+1),
     (0 < k)%N -> biased_oracle E n -> bounded_noise df E (fun=> 0) n Mb sb2 ->
     Ex (draw_law kd E) (fun w => nsq (noise_of (draw_law kd E) (scaled_rand_k_of k df n) x w)) =
     ((1 + Mb) * (d.+1%:R / k%:R) - 1) * nsq (df x) + d.+1%:R / k%:R * sb2).
Proof.
pose df (x : 'rV[R]_1) : 'rV[R]_1 := 0; pose n := tight_noise df 0 0.
have orc : biased_oracle coin n := tight_noise_oracle df 0 0.
have [_ _ h0] := tight_noise_bounded df (lexx 0) (lexx 0).
have hN : bounded_noise df coin (fun=> 0) n 0 1.
  by split=> [||x]; rewrite ?ler01 //; apply: le_trans (h0 x) _; rewrite !mul0r ler_add2l ler01.
move=> /(_ 0%N 1%N isT df bool coin n 0 1 0 isT orc hN).
rewrite (@lemma_12_attained 0 1 isT df bool coin n 0 0) //; last exact: tight_noise_nsq.
by rewrite nsq0 !mulr0 !add0r divr1 mulr1 => /eqP; rewrite eq_sym oner_eq0.
Qed.

Lemma lemma_12_satisfiable : satisfiable_by (@lemma_12).
Proof. exact: lemma_10_satisfiable. Qed.

Lemma lemma_12_attained_satisfiable : satisfiable_by (@lemma_12_attained).
Proof. exact: lemma_10_attained_satisfiable. Qed.

Lemma lemma_12_sharp_satisfiable : satisfiable_by (@lemma_12_sharp).
Proof.
exists 2%N, 2%N, isT, 1, 1, ((1 + 1) * (3%:R / 2%:R) - 1), (3%:R / 2%:R * 1).
exists isT, ler01, ler01.
suff h : forall Xi (E : expectation Xi) n (df := fun x : 'rV[R]_3 => 2%:R *: x),
     biased_oracle E n -> bounded_noise df E (fun=> 0) n 1 1 ->
     bounded_noise df (@draw_law 3 2 isT _ E)
       (bias_of df (@draw_law 3 2 isT _ E) (scaled_rand_k_of 2 df n))
       (noise_of (@draw_law 3 2 isT _ E) (scaled_rand_k_of 2 df n))
       ((1 + 1) * (3%:R / 2%:R) - 1) (3%:R / 2%:R * 1) by exists h.
by move=> Xi E n df orc hN; have [_ []] := @lemma_12 2 2 isT df Xi E n 1 1 isT orc hN.
Qed.
